/** What guards say of wins, at their limits and above. */
import { describe, expect, it } from 'vitest';
import { largestMinor } from '../../src/contract/money.ts';
import type { PlayedCommand } from '../../src/wallet/command.ts';
import { mostRoundEntries, Sum } from '../../src/wallet/roundSums.ts';
import type { GuardMode, GuardName } from '../../src/wallet/terms.ts';
import { bet, cancel, termsWith, win } from './examples.ts';
import { bonus, guardedWallet, single } from './guardedWallet.ts';

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
    const { carryOut, ended } = guardedWallet(single(guard, mode, limit));
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
  const { ended, carryOut } = guardedWallet(single('unmatched-win', 'enforce'));

  it('holds a win whose round has no standing bet of its account', () => {
    expect(ended(win('w1', 1n))).toEqual(['held', ['unmatched-win enforce'], [['held', 0n]]]);
    carryOut(bet('b', { roundId: 'undone' }), cancel('b'), bet('c', { roundId: 'standing' }));
    expect(ended(win('w2', 1n, { roundId: 'undone' }))[0]).toBe('held');
    expect(ended(win('w3', 1n, { roundId: 'standing' }))).toEqual(['accepted', undefined, [['win', 1n]]]);
  });

  it('only tells of it where it observes', () => {
    const observed = guardedWallet(single('unmatched-win', 'observe'));
    expect(observed.ended(win('w', 1n))).toEqual(['accepted', ['unmatched-win observe'], [['win', 1n]]]);
  });

  it('lets a bonus call win without a bet', () => {
    expect(ended(win('w4', 1n, bonus))).toEqual(['accepted', undefined, [['win', 1n]]]);
  });
});

describe('a bonus call', () => {
  it('is free of its round where that has no bet, and counts like any other win where it has one', () => {
    const { ended, carryOut } = guardedWallet(single('round-multiple', 'enforce', 2n));
    expect(ended(win('w1', 50n, bonus))[0]).toBe('accepted');
    carryOut(bet('b', { roundId: 'with a bet' }));
    expect(ended(win('w2', 21n, { ...bonus, roundId: 'with a bet' }))[0]).toBe('held');
  });

  it('is the only win that guards of bonuses look at', () => {
    const none = { mode: 'enforce', limit: 0n } as const;
    const { ended } = guardedWallet(termsWith({ 'largest-bonus': none, 'bonus-day': none }));
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
  const { ended, carryOut } = guardedWallet(terms, {}, [
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
    const { outcomes, entries } = guardedWallet(terms).carryOut(win('w', 6n));
    expect(outcomes[0]?.caught).toEqual([
      { guard: 'unmatched-win', mode: 'enforce' },
      { guard: 'largest-win', mode: 'observe' },
      { guard: 'account-day', mode: 'enforce' },
    ]);
    expect(entries).toMatchObject([{ kind: 'held', heldMinor: 6n, reason: 'unmatched-win account-day' }]);
  });

  it('catch no win of nothing', () => {
    const stopped = guardedWallet({ ...terms, winsHeld: true });
    expect(stopped.ended(win('w', 0n))).toEqual(['accepted', undefined, [['win', 0n]]]);
  });

  it('hold no win that is beyond what a balance can be, since nobody could release it', () => {
    const rich = guardedWallet(terms, { balanceMinor: largestMinor });
    expect(rich.carryOut(win('w', 6n))).toEqual({
      outcomes: [{ result: 'failed', balanceMinor: largestMinor, note: 'out-of-range' }],
      entries: [],
    });
  });
});

it('where all wins are held, that is named first, and is the reason beside what else was caught', () => {
  const stopped = guardedWallet({ ...single('largest-win', 'enforce', 5n), winsHeld: true });
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
    const { carryOut, today } = guardedWallet(terms);
    carryOut(win('w1', 30n), win('w2', 20n, bonus), win('w3', 51n));
    expect(today()).toEqual({ winsMinor: 50n, bonusMinor: 20n });
    carryOut(win('w4', 5n));
    expect(today(), 'an ordinary win leaves the bonuses').toEqual({ winsMinor: 55n, bonusMinor: 20n });
  });

  it('is counted for bonuses alone, too', () => {
    const { carryOut, today } = guardedWallet(single('bonus-day', 'observe', 100n));
    carryOut(win('w', 30n));
    expect(today()).toEqual({ winsMinor: 30n, bonusMinor: 0n });
  });

  it('is not written where no guard looks at days', () => {
    const { decide, carryOut } = guardedWallet(single('largest-win', 'observe', 100n));
    expect(Object.keys(decide(win('w', 30n)))).toEqual(['outcome', 'entries']);
    carryOut(bet('b'), win('w', 30n));
    expect(Object.keys(decide(cancel('b')))).toEqual(['outcome', 'entries']);
  });
});
