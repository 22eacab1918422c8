/** The kit's ledger on your PostgreSQL, as the server sees it. Its tables are made, and migrated, at the start. */
import type { RequestListener } from 'node:http';
import { {{contract}} } from '{{kitName}}/contract';
import { createWalletListener, type ListenerOptions, type Wallet, walletOf } from '{{kitName}}/server';
import { Ledger, openPostgresStore } from '{{kitName}}/wallet';
import { currencyDecimals, needed } from './settings.ts';

export const store = await openPostgresStore(needed('DATABASE_URL'), currencyDecimals).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

/** Takes every movement of money: the provider's by way of `wallet`, yours by way of `players.ts`. */
export const ledger = new Ledger(store, { storeFailed: (error) => console.error('the store failed:', error) });

/** What comes of a callback. To do something of your own at one, wrap it: `(callback, context) => { …; return settled(callback, context); }`. */
const settled: Wallet = walletOf(ledger);
const wallet: Wallet = settled;

/** Answers the provider's callbacks, in contract {{contract}}. */
export function createListener(options: ListenerOptions): RequestListener {
  return createWalletListener([{{contract}}], wallet, options);
}

/** Rejects while the database does not answer: then `/readyz` says so. */
export const ready = (): Promise<void> => store.ping();

/** Called when the last callback is answered. */
export async function close(): Promise<void> {
  await ledger.drained();
  await store.close();
}
