/** What a provider's terms say beside the limits of its guards. */
import { describe, expect, it } from 'vitest';
import type { PlayedCommand } from '../../src/wallet/command.ts';
import { bet, cancel, termsWith, win } from './examples.ts';
import { guardedWallet, single } from './guardedWallet.ts';

describe('what a provider has paid in an hour', () => {
  const { carryOut } = guardedWallet(single('provider-hour', 'observe', 1_000n));
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
    expect(guardedWallet(termsWith({}, { currency: 'EUR' })).carryOut(bet('b'))).toEqual({
      outcomes: [{ result: 'unknownAccount', note: 'other-currency' }],
      entries: [],
    });
  });

  it('take no new bet while bets are paused, and settle what is open', () => {
    const { carryOut } = guardedWallet(termsWith({}));
    carryOut(bet('b'));
    const paused = (command: PlayedCommand) => carryOut({ ...command, betsPaused: true }).outcomes[0];
    expect(paused(bet('new'))).toEqual({ result: 'failed', balanceMinor: 90n, note: 'paused' });
    expect(paused(bet('b'))).toEqual({ result: 'accepted', balanceMinor: 90n, note: 'repeat' });
    expect(paused(win('w', 20n))).toEqual({ result: 'accepted', balanceMinor: 110n });
    expect(paused(cancel('b'))).toEqual({ result: 'accepted', balanceMinor: 120n });
  });
});
