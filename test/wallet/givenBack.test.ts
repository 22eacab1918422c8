/** What guards tell of a stake that is given back when its round has paid already. */
import { describe, expect, it } from 'vitest';
import { largestMinor } from '../../src/contract/money.ts';
import type { PlayedCommand } from '../../src/wallet/command.ts';
import type { Terms } from '../../src/wallet/terms.ts';
import { bet, cancel, termsWith, win } from './examples.ts';
import { bonus, guardedWallet, single } from './guardedWallet.ts';

describe('a stake that is given back after its round was won', () => {
  const after = (terms: Terms, ...before: PlayedCommand[]) => {
    const its = guardedWallet(terms);
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
      const { carryOut, ended, today } = guardedWallet(single('account-day', 'enforce', most));
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
    const its = guardedWallet(single('unmatched-win', 'enforce'), { balanceMinor: largestMinor });
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
