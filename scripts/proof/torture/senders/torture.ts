/** Kills senders, relays and operators' servers while bets, wins and cancels go to several operators, and audits what came of each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fasterClock } from '../../../../src/delivery/clock.ts';
import { createDelivery } from '../../../../src/delivery/delivery.ts';
import { openOutboxAt, openOutboxReaderAt } from '../../../../src/delivery/outbox/open.ts';
import type { OutboxReader } from '../../../../src/delivery/outbox/outbox.ts';
import { seeded } from '../../../../src/simulator/seeded.ts';
import { startCluster } from '../../../../test/support/postgres.ts';
import type { Killable } from '../killable.ts';
import { auditOperator } from './audit.ts';
import { follow } from './follower.ts';
import { type Operator, operatorNames, startOperators, timesFaster, writeOperatorsFile } from './operators.ts';
import { startStorm, type StormOptions } from './storm.ts';

export interface SendersVerdict {
  /** Of senders and relays, and of the operators' servers. */
  readonly kills: number;
  readonly serverKills: number;
  /** How many bets, wins and cancels there were to each operator. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** How many of them no game lived to hear the end of. */
  readonly untold: number;
  /** What was under way when the games were over, and what was out of attempts at the end. */
  readonly interrupted: number;
  readonly unresolved: number;
  /** Lost, doubled, astray, or otherwise not as it must be. Empty when all is well. */
  readonly wrong: readonly string[];
}

type Place = Omit<StormOptions, 'file' | 'seed'> & { remove(): Promise<void> };

export const outboxStores = ['sqlite', 'postgres'] as const;
export type OutboxStore = (typeof outboxStores)[number];

const places: Readonly<Record<OutboxStore, (folder: string) => Promise<Place>>> = {
  sqlite: async (folder) => ({
    outbox: `sqlite:${join(folder, 'outbox.db')}`,
    relays: 1,
    remove: async () => undefined,
  }),
  postgres: async () => {
    const cluster = await startCluster();
    const outbox = await cluster.createDatabase();
    return { outbox, relays: 2, remove: () => cluster.remove() };
  },
};

/** By then those who live have taken over all that the dead have left, through all attempts. */
const takenOverWithinMs = 120_000;

/** How long a sender or relay lives, and a server, at least and at most. */
const [senderLivesMs, serverLivesMs] = [
  [200, 1_800],
  [2_000, 6_000],
] as const;

export async function tortureSenders(store: OutboxStore, kills: number, seed: number): Promise<SendersVerdict> {
  const random = seeded(seed);
  const folder = mkdtempSync(join(tmpdir(), 'torture-senders-'));
  const place = await places[store](folder);
  const operators = await startOperators(folder, seed);
  const file = writeOperatorsFile(folder, operators);
  const storm = await startStorm({ ...place, file, seed });
  const outbox = await openOutboxReaderAt(place.outbox);
  try {
    const follower = follow(outbox, operatorNames);
    let [begun, serverKills] = [0, 0];
    await Promise.all([
      ...storm.processes.map((each) => dieAgain(each, senderLivesMs, random, () => begun++ < kills)),
      ...operators.map(({ server }) =>
        dieAgain(server, serverLivesMs, random, () => begun < kills && ++serverKills > 0),
      ),
    ]);
    await storm.subside();
    const interrupted = await count(outbox, 'pending');
    const untilMs = performance.now() + takenOverWithinMs;
    while ((await count(outbox, 'pending')) > 0 && performance.now() < untilMs) await pause(200);
    await storm.end();
    const unresolved = await count(outbox, 'unresolved');
    await settle(place.outbox, operators);
    const { told } = storm;
    const followed = await follower.end();
    const audits = await Promise.all(operators.map((operator) => auditOperator(operator, outbox, { told, followed })));
    return {
      ...{ kills, serverKills, interrupted, unresolved },
      deliveries: Object.fromEntries(audits.map(({ name, deliveries }) => [name, deliveries])),
      untold: audits.reduce((sum, { untold }) => sum + untold, 0),
      wrong: audits.flatMap(({ name, wrong }) => wrong.map((line) => `${name}: ${line}`)),
    };
  } finally {
    await storm.end();
    await outbox.close();
    await Promise.all(operators.map((operator) => operator.stop()));
    await place.remove();
    rmSync(folder, { recursive: true });
  }
}

/** Lives, is killed and started again, as long as it may be killed. */
async function dieAgain(
  process: Killable,
  [leastMs, mostMs]: readonly [number, number],
  random: () => number,
  mayDie: () => boolean,
): Promise<void> {
  for (;;) {
    await pause(leastMs + random() * (mostMs - leastMs));
    if (!mayDie()) return;
    await process.kill();
    await process.start();
  }
}

async function count(outbox: OutboxReader, state: 'pending' | 'unresolved'): Promise<number> {
  return (await outbox.open()).reduce((sum, each) => sum + each[state], 0);
}

/** Over a wire without faults: tries again what was out of attempts, as someone on call would. */
async function settle(outboxUrl: string, operators: readonly Operator[]): Promise<void> {
  const outbox = await openOutboxAt(outboxUrl);
  const settings = operators.map(({ straight }) => straight);
  const delivery = createDelivery({ outbox, operators: settings, clock: fasterClock(timesFaster) });
  await delivery.retry({ perSecond: Infinity });
  await delivery.close();
  await outbox.close();
}
