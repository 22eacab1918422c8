/** Wallets on which everybody can bet for as long as a benchmark runs. */
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { noCurrency } from '../../../src/wallet/currency.ts';
import { openPostgresStore } from '../../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../../src/wallet/sqlite/store.ts';
import type { Store } from '../../../src/wallet/store.ts';
import { type Cluster, startCluster } from '../../../test/support/postgres.ts';
import { accounts, entryColumns, playValues } from './load.ts';

const richMinor = 1_000_000_000_000n;

/** The same for everybody; a checkpoint in the middle of somebody's turn would be chance. */
export function startBenchCluster(): Promise<Cluster> {
  return startCluster(['-c', 'max_wal_size=16GB', '-c', 'checkpoint_timeout=1h', '-c', 'shared_buffers=2GB']);
}

/** A wallet with the accounts, and so many transactions that are there already. */
export async function postgresWallet(
  cluster: Cluster,
  transactions: number,
  players = accounts,
): Promise<{ url: string; store: Store }> {
  const url = await cluster.createDatabase();
  const store = await openPostgresStore(url, 2);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO ledger_account (name, active, balance_minor, version, currency) SELECT 'a' || n, true, ${richMinor}, 1, '${noCurrency}' FROM generate_series(0, ${players - 1}) AS n`,
  );
  await client.query(
    `INSERT INTO ledger_entry (${entryColumns}) SELECT (1000000000 + n)::text, 0, 'bet', 'a' || n % ${accounts}, (1000000000 + n)::text, -1, ${richMinor}, n, 0, ${playValues} FROM generate_series(1, ${transactions}) AS n`,
  );
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  await client.end();
  return { url, store };
}

/** The same in a new file. */
export function sqliteWallet(file: string, transactions: number): Store {
  const store = openSqliteStore(file, 2);
  const db = new DatabaseSync(file);
  const numbers = (first: number, last: number) =>
    `WITH RECURSIVE numbers (n) AS (SELECT ${first} WHERE ${first} <= ${last} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${last})`;
  db.exec(
    `INSERT INTO ledger_account (name, active, balance_minor, version, currency) ${numbers(0, accounts - 1)} SELECT 'a' || n, 1, ${richMinor}, 1, '${noCurrency}' FROM numbers`,
  );
  db.exec(
    `INSERT INTO ledger_entry (${entryColumns}) ${numbers(1, transactions)} SELECT cast(1000000000 + n AS TEXT), 0, 'bet', 'a' || (n % ${accounts}), cast(1000000000 + n AS TEXT), -1, ${richMinor}, n, 0, ${playValues} FROM numbers`,
  );
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return store;
}
