/**
 * Job queues on PostgreSQL, as one would deliver bets with them: a job for each bet, kept before its call, and completed behind it.
 *
 * Each in the settings in which it was fastest here, which for graphile-worker are those of its own page on performance. Jobs are put in,
 * taken out and completed many at a time, as the outbox does it. More bets wait than are called, so that neither ever waits for its next
 * poll. A bet counts as sent once its call is answered: that its job is completed a moment later is theirs to gain by. Neither looks after
 * its tables meanwhile.
 */
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { PgBoss } from 'pg-boss';
import { GroupCommitter } from '../../../../src/database/groupCommitter.ts';
import { type Contender, movement, type Setting } from './load.ts';
import { betOnTheWire, postTo } from './others.ts';

interface Job {
  /** Of the transaction. */
  readonly id: string;
  readonly body: string;
}

export async function pgBoss(setting: Setting): Promise<Contender> {
  const { call, contender } = jobsOf(setting, (jobs) =>
    boss.insert(
      'bets',
      jobs.map((data) => ({ data })),
    ),
  );
  const boss = new PgBoss({ connectionString: setting.outbox, max: 10, supervise: false, schedule: false });
  boss.on('error', fail);
  await boss.start();
  await boss.createQueue('bets');
  const quickest = { batchSize: 300, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };
  await boss.work<Job>('bets', quickest, async (jobs) => {
    await Promise.all(jobs.map(({ data }) => call(data)));
  });
  return contender;
}

export async function graphileWorker(setting: Setting): Promise<Contender> {
  const quickest = { concurrentJobs: setting.connections, localQueue: { size: 500 }, completeJobBatchDelay: 0 };
  const logger = new Logger(() => () => undefined);
  const preset = { worker: { connectionString: setting.outbox, maxPoolSize: 10, logger, ...quickest } };
  const utils = await makeWorkerUtils({ preset });
  await utils.migrate();
  const { call, contender } = jobsOf(setting, (jobs) =>
    utils.addJobs(jobs.map((payload) => ({ identifier: 'bet', payload }))),
  );
  await run({ preset, noHandleSignals: true, taskList: { bet: (payload) => call(payload as Job) } });
  return contender;
}

/** What both do alike: gather bets, and tell each what came of it. */
function jobsOf(setting: Setting, add: (jobs: readonly Job[]) => Promise<unknown>) {
  const post = postTo(setting);
  const waiting = new Map<string, (accepted: boolean) => void>();
  const gathering = new GroupCommitter<Job>({
    largest: () => 500,
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    commit: (jobs) => add(jobs).then(() => undefined, fail),
  });
  return {
    call: async ({ id, body }: Job): Promise<void> => {
      const accepted = await post(body);
      waiting.get(id)?.(accepted);
      waiting.delete(id);
    },
    contender: {
      send: () => {
        const bet = movement();
        const id = bet.transactionId;
        return new Promise<boolean>((resolve) => {
          waiting.set(id, resolve);
          gathering.add({ id, body: betOnTheWire(bet) });
        });
      },
    },
  };
}

/** A measure of what does not work is none. */
function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}
