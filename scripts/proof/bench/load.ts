import { Ledger } from '../../../src/wallet/ledger.ts';
import type { Store } from '../../../src/wallet/store.ts';

export const accounts = 10_000;

/** What every bet tells of the game, here and in SQL: everybody writes the same rows. */
export const play = {
  studio: 1,
  gameCode: 'vswaysdogs',
  gameType: 'Slots',
  type: 1,
  callId: 0,
  sentAtMs: 1795694400000,
};
export const entryColumns =
  'transaction_id, step, kind, account, round_id, delta_minor, balance_after_minor, account_version, at_ms, provider, studio, game_code, game_type, type, call_id, sent_at_ms';
export const playValues = `'default', 1, 'vswaysdogs', 'Slots', 1, 0, 1795694400000`;

/** Which account the n-th bet is on. */
export type Spread = (n: number) => string;

/** Over all accounts, in an order that repeats late. */
export const spread: Spread = (n) => `a${(n * 7_919) % accounts}`;
export const hot: Spread = () => 'a0';

let lastId = BigInt(Date.now()) * 1_000n;

/**
 * Bets per second that a ledger settles with so many waiting at a time, each with the documented checks.
 * Several parties on one database need numbers of their own.
 */
export async function ledgerLoad(
  store: Store,
  concurrency: number,
  on: Spread,
  seconds: number,
  party = 0,
): Promise<number> {
  const ledger = new Ledger(store, {
    storeFailed: (error) => {
      throw error;
    },
  });
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  let bets = 0;
  async function better(): Promise<void> {
    while (performance.now() < until) {
      const transactionId = `${party}${++lastId}`;
      const bet = {
        kind: 'bet',
        provider: 'default',
        account: on(++bets),
        transactionId,
        // A new round for each bet, whose id is larger than those before, as providers have them.
        roundId: transactionId,
        amountMinor: 1n,
        play,
        checks: ['unknownAccount', 'inactiveAccount', 'alreadyProcessed', 'insufficientBalance'],
      } as const;
      const { result } = await ledger.carryOut(bet, performance.now() + 2_000);
      if (result !== 'accepted') throw new Error(`a bet was answered ${result}`);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, better));
  return bets / ((performance.now() - begun) / 1_000);
}
