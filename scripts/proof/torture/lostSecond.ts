/** Lets a database come back without its last second, under servers that live on. */
import { setTimeout as pause } from 'node:timers/promises';
import { toEntry } from '../../../src/wallet/rows.ts';
import type { Entry } from '../../../src/wallet/state.ts';
import type { LedgerReader, Store } from '../../../src/wallet/store.ts';
import type { Cluster } from '../../../test/support/postgres.ts';
import type { Sender } from './sender.ts';

const lostMs = 1_000;

/** Resolves when every player of the sender goes on from what came back. */
export async function loseLastSecond(cluster: Cluster, store: Store, sender: Sender): Promise<void> {
  await cluster.stop();
  const copiedAtMs = performance.now();
  await cluster.copyAside();
  await cluster.start();
  await pause(lostMs);
  await cluster.kill();
  await cluster.putBack();
  await sender.follow({ copiedAtMs, entries: cluster.start().then(() => readEntries(store)) });
}

/** Every account's entries, in their order. */
export function readEntries(reader: LedgerReader): Promise<Map<string, Entry[]>> {
  return reader.inspect(async (query) => {
    const rows = await Array.fromAsync(query('SELECT * FROM ledger_entry ORDER BY account, account_version'));
    return Map.groupBy(rows.map(toEntry), ({ account }) => account);
  });
}
