/** What guards say of wins and of stakes given back, at their limits and above. */
import { describe, expect, it } from 'vitest';
import { bonusCall } from '../../src/contract/callback.ts';
import { largestMinor } from '../../src/contract/money.ts';
import type { PlayedCommand } from '../../src/wallet/command.ts';
import { decide, decideInOrder } from '../../src/wallet/decide.ts';
import { dayWinsOf } from '../../src/wallet/dayWins.ts';
import { mostRoundEntries, Sum } from '../../src/wallet/roundSums.ts';
import { Snapshot } from '../../src/wallet/snapshot.ts';
import type { Account } from '../../src/wallet/state.ts';
import type { GuardMode, GuardName, Terms } from '../../src/wallet/terms.ts';
import { bet, cancel, player, termsWith, win } from './examples.ts';

const bonus = { play: { type: bonusCall } };
const nowMs = 20_784.5 * 86_400_000;

/** A wallet where `terms` are those of every command, unless it has its own. */
function wallet(terms: Terms, more: Partial<Account> = {}, rounds: [string, Sum][] = []) {
  const snapshot = new Snapshot([player('anna', more)], [], {
    nowMs,
    rounds: rounds.map(([roundId, sum]) => [{ provider: 'default', account: 'anna', roundId }, sum]),
    paidThisHourMinor: new Map([['default', 70n]]),
  });
  const under = (command: PlayedCommand): PlayedCommand => ({ terms, ...command });
  return {
    carryOut: (...commands: PlayedCommand[]) => decideInOrder(snapshot, commands.map(under)),
    decide: (command: PlayedCommand) => decide(snapshot, under(command)),
    /** The result, who caught it, and what was written. */
    ended: (command: PlayedCommand) => {
      const { outcomes, entries } = decideInOrder(snapshot, [under(command)]);
      const by = outcomes[0]?.caught?.map(({ guard, mode }) => `${guard} ${mode}`);
      return [outcomes[0]?.result, by, entries.map(({ kind, deltaMinor }) => [kind, deltaMinor])] as const;
    },
    today: () => dayWinsOf(snapshot.accounts.get('anna')?.dayWins, 'default', nowMs),
  };
}

function single(guard: GuardName, mode: GuardMode, limit = 0n): Terms {
  return termsWith({ [guard]: { mode, limit } });
}

describe.each<[GuardName, bigint, string, PlayedCommand[], (amountMinor: bigint) => PlayedCommand]>([
  ['largest-win', 40n, 'a single win', [], (amountMinor) => win('w', amountMinor)],
  ['round-multiple', 4n, 'the wins of a round', [bet('b')], (amountMinor) => win('w', amountMinor)],
  ['round-multiple', 3n, 'a further win', [bet('b'), bet('c'), win('v', 20n)], (amountMinor) => win('w', amountMinor)],
  ['account-day', 100n, 'the wins of a day', [win('v', 60n)], (amountMinor) => win('w', amountMinor)],
  ['account-day', 100n, 'bonuses too', [win('v', 60n, bonus)], (amountMinor) => win('w', amountMinor, bonus)],
  ['provider-hour', 100n, 'what was paid less stakes', [bet('b')], (amountMinor) => win('w', amountMinor)],
  ['largest-bonus', 40n, 'a single bonus', [], (amountMinor) => win('w', amountMinor, bonus)],
  ['bonus-day', 100n, 'the bonuses of a day', [win('v', 60n, bonus)], (amountMinor) => win('w', amountMinor, bonus)],
])('the guard %s at %d, of %s', (guard, limit, _, before, winOf) => {
  const after = (mode: GuardMode) => {
    const { carryOut, ended } = wallet(single(guard, mode, limit));
    expect(carryOut(...before).outcomes.map(({ caught }) => caught)).toEqual(before.map(() => undefined));
    return ended;
  };

  it('pays what is at its limit', () => {
    for (const mode of ['off', 'observe', 'enforce'] as const)
      expect(after(mode)(winOf(40n))).toEqual(['accepted', undefined, [['win', 40n]]]);
  });

  it('pays what is above, and tells of it, where it observes', () => {
    expect(after('off')(winOf(41n))).toEqual(['accepted', undefined, [['win', 41n]]]);
    expect(after('observe')(winOf(41n))).toEqual(['accepted', [`${guard} observe`], [['win', 41n]]]);
  });

  it('holds what is above where it enforces', () => {
    expect(after('enforce')(winOf(41n))).toEqual(['held', [`${guard} enforce`], [['held', 0n]]]);
  });
});

describe('the guard unmatched-win', () => {
  const { ended, carryOut } = wallet(single('unmatched-win', 'enforce'));

  it('holds a win whose round has no standing bet of its account', () => {
    expect(ended(win('w1', 1n))).toEqual(['held', ['unmatched-win enforce'], [['held', 0n]]]);
    carryOut(bet('b', { roundId: 'undone' }), cancel('b'), bet('c', { roundId: 'standing' }));
    expect(ended(win('w2', 1n, { roundId: 'undone' }))[0]).toBe('held');
    expect(ended(win('w3', 1n, { roundId: 'standing' }))).toEqual(['accepted', undefined, [['win', 1n]]]);
  });

  it('only tells of it where it observes', () => {
    const observed = wallet(single('unmatched-win', 'observe'));
    expect(observed.ended(win('w', 1n))).toEqual(['accepted', ['unmatched-win observe'], [['win', 1n]]]);
  });

  it('lets a bonus call win without a bet', () => {
    expect(ended(win('w4', 1n, bonus))).toEqual(['accepted', undefined, [['win', 1n]]]);
  });
});

describe('a bonus call', () => {
  it('is free of its round where that has no bet, and counts like any other win where it has one', () => {
    const { ended, carryOut } = wallet(single('round-multiple', 'enforce', 2n));
    expect(ended(win('w1', 50n, bonus))[0]).toBe('accepted');
    carryOut(bet('b', { roundId: 'with a bet' }));
    expect(ended(win('w2', 21n, { ...bonus, roundId: 'with a bet' }))[0]).toBe('held');
  });

  it('is the only win that guards of bonuses look at', () => {
    const none = { mode: 'enforce', limit: 0n } as const;
    const { ended } = wallet(termsWith({ 'largest-bonus': none, 'bonus-day': none }));
    expect(ended(win('w1', 50n))[0]).toBe('accepted');
    expect(ended(win('w2', 50n, { play: { type: 1 } }))[0]).toBe('accepted');
    expect(ended(win('w3', 1n, bonus))[1]).toEqual(['largest-bonus enforce', 'bonus-day enforce']);
  });
});

describe('a round that is too long to be added up', () => {
  const sumOf = (entries: number): Sum =>
    Object.assign(new Sum(), { entries, standingBets: 9, stakesMinor: 90n, standingWins: 1, winsMinor: 1n });
  const terms = termsWith({
    'unmatched-win': { mode: 'enforce', limit: 0n },
    'round-multiple': { mode: 'enforce', limit: 5n },
  });
  const { ended, carryOut } = wallet(terms, {}, [
    ['full', sumOf(mostRoundEntries)],
    ['over', sumOf(mostRoundEntries + 1)],
  ]);

  it('has its wins held by every guard that looks at rounds', () => {
    expect(ended(win('w1', 1n, { roundId: 'full' }))[0]).toBe('accepted');
    expect(ended(win('w2', 1n, { roundId: 'over' }))[1]).toEqual(['unmatched-win enforce', 'round-multiple enforce']);
  });

  it('frees a bonus call of its figures, and has the stakes that it gives back told of', () => {
    expect(ended(win('w3', 1n, { ...bonus, roundId: 'over' }))[0]).toBe('accepted');
    carryOut(bet('b', { roundId: 'over' }));
    expect(ended(cancel('b'))[1]).toEqual(['unmatched-win observe', 'round-multiple observe']);
  });
});

describe('several guards', () => {
  const terms = termsWith({
    'unmatched-win': { mode: 'enforce', limit: 0n },
    'largest-win': { mode: 'observe', limit: 5n },
    'account-day': { mode: 'enforce', limit: 5n },
  });

  it('all tell of the win that they catch, and those that enforce are the reason of its hold', () => {
    const { outcomes, entries } = wallet(terms).carryOut(win('w', 6n));
    expect(outcomes[0]?.caught).toEqual([
      { guard: 'unmatched-win', mode: 'enforce' },
      { guard: 'largest-win', mode: 'observe' },
      { guard: 'account-day', mode: 'enforce' },
    ]);
    expect(entries).toMatchObject([{ kind: 'held', heldMinor: 6n, reason: 'unmatched-win account-day' }]);
  });

  it('catch no win of nothing', () => {
    const stopped = wallet({ ...terms, winsHeld: true });
    expect(stopped.ended(win('w', 0n))).toEqual(['accepted', undefined, [['win', 0n]]]);
  });

  it('hold no win that is beyond what a balance can be, since nobody could release it', () => {
    const rich = wallet(terms, { balanceMinor: largestMinor });
    expect(rich.carryOut(win('w', 6n))).toEqual({
      outcomes: [{ result: 'failed', balanceMinor: largestMinor, note: 'out-of-range' }],
      entries: [],
    });
  });
});

it('where all wins are held, that is named first, and is the reason beside what else was caught', () => {
  const stopped = wallet({ ...single('largest-win', 'enforce', 5n), winsHeld: true });
  expect(stopped.ended(win('v', 5n))).toEqual(['held', ['stopped enforce'], [['held', 0n]]]);
  const { outcomes, entries } = stopped.carryOut(win('w', 6n), bet('b'));
  expect(outcomes[0]?.caught).toEqual([
    { guard: 'stopped', mode: 'enforce' },
    { guard: 'largest-win', mode: 'enforce' },
  ]);
  expect(entries).toMatchObject([{ kind: 'held', reason: 'stopped largest-win' }, { kind: 'bet' }]);
});

describe('what an account has won on a day', () => {
  const terms = single('account-day', 'enforce', 100n);

  it('has every win that is paid, bonuses apart, and none that is held', () => {
    const { carryOut, today } = wallet(terms);
    carryOut(win('w1', 30n), win('w2', 20n, bonus), win('w3', 51n));
    expect(today()).toEqual({ winsMinor: 50n, bonusMinor: 20n });
    carryOut(win('w4', 5n));
    expect(today(), 'an ordinary win leaves the bonuses').toEqual({ winsMinor: 55n, bonusMinor: 20n });
  });

  it('is counted for bonuses alone, too', () => {
    const { carryOut, today } = wallet(single('bonus-day', 'observe', 100n));
    carryOut(win('w', 30n));
    expect(today()).toEqual({ winsMinor: 30n, bonusMinor: 0n });
  });

  it('is not written where no guard looks at days', () => {
    const { decide, carryOut } = wallet(single('largest-win', 'observe', 100n));
    expect(Object.keys(decide(win('w', 30n)))).toEqual(['outcome', 'entries']);
    carryOut(bet('b'), win('w', 30n));
    expect(Object.keys(decide(cancel('b')))).toEqual(['outcome', 'entries']);
  });
});

describe('a stake that is given back after its round was won', () => {
  const after = (terms: Terms, ...before: PlayedCommand[]) => {
    const its = wallet(terms);
    its.carryOut(...before.map((command) => ({ ...command, terms: termsWith({}) })));
    return its;
  };
  const won = [bet('b'), bet('c', { amountMinor: 5n }), win('w', 25n)];

  it('is told of where no bet is left, and never held', () => {
    const { ended } = after(single('unmatched-win', 'enforce'), ...won);
    expect(ended(cancel('b')), 'one bet is left').toEqual(['accepted', undefined, [['cancel', 10n]]]);
    expect(ended(cancel('c'))).toEqual(['accepted', ['unmatched-win observe'], [['cancel', 5n]]]);
  });

  it('is told of once, however many cancels follow', () => {
    const { ended } = after(single('unmatched-win', 'enforce'), bet('b'), win('w', 25n));
    expect(ended(cancel('b', 'c1'))[1]).toEqual(['unmatched-win observe']);
    expect(ended(cancel('b', 'c2'))).toEqual(['accepted', undefined, [['cancel-request', 0n]]]);
  });

  it('is told of where the wins are too many times the stakes that are left', () => {
    for (const [times, caught] of [[5n], [4n, ['round-multiple observe']]] as const)
      expect(after(single('round-multiple', 'enforce', times), ...won).ended(cancel('b'))[1]).toEqual(caught);
  });

  it('counts with the wins of the day, and not with the bonuses', () => {
    for (const [most, caught] of [[35n], [34n, ['account-day observe']]] as const) {
      const { carryOut, ended, today } = wallet(single('account-day', 'enforce', most));
      carryOut(bet('b'), win('v', 20n, bonus), win('w', 5n));
      expect(ended(cancel('b'))).toEqual(['accepted', caught, [['cancel', 10n]]]);
      expect(today()).toEqual({ winsMinor: 35n, bonusMinor: 20n });
    }
  });

  it('counts with what its provider pays in the hour', () => {
    // 70 were paid before; 10 are staked, 25 won, 10 given back.
    for (const [most, caught] of [[95n], [94n, ['provider-hour observe']]] as const)
      expect(after(single('provider-hour', 'enforce', most), bet('b'), win('w', 25n)).ended(cancel('b'))).toEqual([
        'accepted',
        caught,
        [['cancel', 10n]],
      ]);
  });

  it('is not looked at by guards that are off', () => {
    expect(after(single('unmatched-win', 'off'), bet('b'), win('w', 25n)).ended(cancel('b'))[1]).toBeUndefined();
  });

  it('is let pass where it was nothing, or where the round has no standing win', () => {
    const terms = termsWith({
      'unmatched-win': { mode: 'enforce', limit: 0n },
      'account-day': { mode: 'enforce', limit: 0n },
    });
    const { ended, today, carryOut } = after(terms, bet('b'));
    expect(ended(cancel('b'))).toEqual(['accepted', undefined, [['cancel', 10n]]]);
    carryOut({ ...win('w', 5n), terms: termsWith({}) }, bet('free', { amountMinor: 0n }));
    expect(ended(cancel('free'))).toEqual(['accepted', undefined, [['cancel', 0n]]]);
    carryOut(bet('c'), cancel('w'));
    expect(ended(cancel('c'))).toEqual(['accepted', undefined, [['cancel', 10n]]]);
    expect(today()).toEqual({ winsMinor: 0n, bonusMinor: 0n });
  });

  it('does not count where the balance would leave its range', () => {
    const its = wallet(single('unmatched-win', 'enforce'), { balanceMinor: largestMinor });
    its.carryOut(bet('b'), win('w', 10n));
    expect(its.carryOut(cancel('b'))).toEqual({
      outcomes: [{ result: 'failed', balanceMinor: largestMinor, note: 'out-of-range' }],
      entries: [],
    });
  });

  it("is a bet's: a win that is taken back is not looked at", () => {
    const terms = termsWith({
      'round-multiple': { mode: 'enforce', limit: 0n },
      'account-day': { mode: 'enforce', limit: 0n },
    });
    const { ended, today } = after(terms, bet('b'), win('v', 5n), win('w', 5n));
    expect(ended(cancel('w'))).toEqual(['accepted', undefined, [['cancel', -5n]]]);
    expect(today().winsMinor).toBe(0n);
  });
});

describe('what a provider has paid in an hour', () => {
  const { carryOut } = wallet(single('provider-hour', 'observe', 1_000n));
  const moved = (...commands: PlayedCommand[]) => carryOut(...commands).outcomes.map(({ movedMinor }) => movedMinor);

  it('gets told of each movement what it moved, once', () => {
    expect(moved(bet('b'), win('w', 25n), cancel('b'), cancel('w', 'c'))).toEqual([-10n, 25n, 10n, -25n]);
    expect(moved(bet('b'), cancel('w', 'c'), { ...win('w', 25n), kind: 'bet' })).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is not told of where no guard looks at it', () => {
    expect(moved({ ...bet('c'), terms: termsWith({}) })).toEqual([undefined]);
  });
});

describe('the terms of a provider', () => {
  it('hide an account whose money is of another currency', () => {
    expect(wallet(termsWith({}, { currency: 'EUR' })).carryOut(bet('b'))).toEqual({
      outcomes: [{ result: 'unknownAccount', note: 'other-currency' }],
      entries: [],
    });
  });

  it('take no new bet while bets are paused, and settle what is open', () => {
    const { carryOut } = wallet(termsWith({}));
    carryOut(bet('b'));
    const paused = (command: PlayedCommand) => carryOut({ ...command, betsPaused: true }).outcomes[0];
    expect(paused(bet('new'))).toEqual({ result: 'failed', balanceMinor: 90n, note: 'paused' });
    expect(paused(bet('b'))).toEqual({ result: 'accepted', balanceMinor: 90n, note: 'repeat' });
    expect(paused(win('w', 20n))).toEqual({ result: 'accepted', balanceMinor: 110n });
    expect(paused(cancel('b'))).toEqual({ result: 'accepted', balanceMinor: 120n });
  });
});
