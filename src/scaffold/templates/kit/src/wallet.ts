/** The kit's ledger on your PostgreSQL, as the server sees it. Its tables are made, and migrated, at the start. */
import { type CallbackHandlers, walletHandlers } from '{{kitName}}/server';
import { Ledger, openPostgresStore } from '{{kitName}}/wallet';
import { currencyDecimals, needed } from './settings.ts';

export const store = await openPostgresStore(needed('DATABASE_URL'), currencyDecimals).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

/** Takes every movement of money: the provider's by way of the handlers, yours by way of `players.ts`. */
export const ledger = new Ledger(store, { storeFailed: (error) => console.error('the store failed:', error) });

/** To do something of your own at a callback, wrap one: `bet: async (...asked) => { …; return settled.bet(...asked); }`. */
const settled: CallbackHandlers = walletHandlers(ledger);
export const handlers: CallbackHandlers = { ...settled };

/** Rejects while the database does not answer: then `/readyz` says so. */
export const ready = (): Promise<void> => store.ping();

/** Called when the last callback is answered. */
export async function close(): Promise<void> {
  await ledger.drained();
  await store.close();
}
