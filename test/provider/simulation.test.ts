import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { delivery as policy } from '../../generated/protocol.ts';
import { type Cluster, startCluster } from '../../scripts/postgres.ts';
import { openOutboxAt } from '../../src/provider/outbox/open.ts';
import type { SimulationReport } from '../../src/provider/simulator/simulate.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { scratch, type Serving, startServe } from '../cli/harness.ts';
import { failureRate, openingMinor } from './stormy.ts';

const rounds = 10_000;
const accounts = Array.from({ length: 150 }, (_, n) => `player${n}`);

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

const databases = [
  {
    name: 'SQLite',
    make: async () => {
      const [folder] = scratch();
      return { wallet: `sqlite:${folder}/wallet.db`, outbox: `sqlite:${folder}/outbox.db`, open: async () => openSqliteStore(`${folder}/wallet.db`, 2) };
    },
  },
  {
    name: 'PostgreSQL',
    make: async () => {
      const wallet = await cluster.createDatabase();
      return { wallet, outbox: await cluster.createDatabase(), open: () => openPostgresStore(wallet, 2) };
    },
  },
];

describe.each(databases)(`${rounds} rounds with 5 % faults of each kind, on $name`, ({ make }) => {
  let place: Awaited<ReturnType<typeof make>>;
  let store: Store;
  let serving: Serving;
  beforeEach(async () => {
    place = await make();
    store = await place.open();
    for (const name of accounts) await store.createAccount({ name, active: true, openingMinor });
    serving = await startServe(['--database', place.wallet, '--token', 't'], { NODE_ENV: 'production' });
  });
  afterEach(async () => {
    serving.process.kill('SIGTERM');
    await serving.exited;
    await store.close();
  });

  const args = (played: number, seed: number): string[] => ['test/provider/senderProcess.ts', serving.url, place.outbox, accounts.join(','), String(played), String(seed)];

  async function toTheEnd(played: number, seed: number): Promise<SimulationReport> {
    const { stdout } = await promisify(execFile)(process.execPath, args(played, seed), { maxBuffer: 2 ** 26 });
    return JSON.parse(stdout) as SimulationReport;
  }

  const clean = async (): Promise<void> => expect((await auditStore(store)).problems).toEqual([]);

  it('end with every unresolved delivery known, none left after they are tried again, and not a cent off', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const report = await toTheEnd(rounds, seed);
    expect(report.differences, `SEED=${seed}`).toEqual([]);
    expect(report.book.open, `SEED=${seed}`).toEqual([]);
    await clean();
    // What is unresolved failed in every attempt: as many as the share of failed attempts lets expect.
    let expected = 0;
    for (const command of ['win', 'cancel'] as const) {
      const { attempts, outcomes } = report.commands[command] ?? expect.fail();
      const failed = (attempts - (outcomes['accepted'] ?? 0) - (outcomes['refused'] ?? 0)) / attempts;
      // The faults, copies that were quicker, and what this machine was too busy for.
      expect(failed).toBeGreaterThan(failureRate - 0.02);
      expect(failed).toBeLessThan(failureRate + 0.1);
      expected += attempts * (1 - failed) * failed ** policy[command].attempts;
    }
    const deviation = Math.sqrt(expected);
    expect(report.unresolvedAtFirst.length, `SEED=${seed}`).toBeGreaterThanOrEqual(Math.floor(expected - 5 * deviation));
    expect(report.unresolvedAtFirst.length, `SEED=${seed}`).toBeLessThanOrEqual(Math.ceil(expected + 5 * deviation));
    for (const [kind, count] of Object.entries(report.faults)) expect([kind, count > 500]).toEqual([kind, true]);
  }, 240_000);

  it('end so too when the sender is killed 50 times in between', async () => {
    let seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    for (let kills = 0; kills < 50; kills++) {
      const sender = spawn(process.execPath, args(rounds, ++seed), { stdio: 'ignore' });
      await new Promise((resolve) => setTimeout(resolve, 600 + ((kills * 137) % 600)));
      expect(sender.exitCode).toBeNull();
      sender.kill('SIGKILL');
      await once(sender, 'exit');
    }
    const outbox = await openOutboxAt(place.outbox, 100);
    const left: string[] = [];
    let bets = 0;
    for (let page = await outbox.list(undefined, '', 1_000); page.length > 0; page = await outbox.list(undefined, page.at(-1)?.id ?? '', 1_000)) {
      left.push(...page.filter(({ state }) => state === 'pending').map(({ id }) => id));
      bets += page.filter(({ command }) => command === 'bet').length;
    }
    await outbox.close();
    expect(left.length, 'the kills must have interrupted something').toBeGreaterThan(0);
    const report = await toTheEnd(Math.max(rounds - bets, 100), ++seed);
    expect(report.differences, `SEED=${seed}`).toEqual([]);
    expect(report.book.open, `SEED=${seed}`).toEqual([]);
    await clean();
  }, 300_000);
});
