/** How programs end while PostgreSQL is silent: its machine is frozen, or a firewall drops everything. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { openOutboxAt } from '../../src/delivery/index.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { startServe } from '../support/commandLine.ts';
import { type Silenceable, startSilenceable } from '../support/silence.ts';

let cluster: Cluster;
let wire: Silenceable;
let through: string;
let child: ChildProcess | undefined;
beforeAll(async () => void (cluster = await startCluster()));
beforeEach(async () => {
  const url = await cluster.createDatabase();
  const store = await openPostgresStore(url, 2);
  await store.createAccount({ name: 'anna', active: true, openingMinor: 10_000n });
  await store.close();
  wire = await startSilenceable(cluster.port);
  through = url.replace(String(cluster.port), String(wire.port));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await wire.close();
});
afterAll(() => cluster.remove());

it('a server that is told to stop stops', async () => {
  const serving = await startServe(['--token', 't', '--database', through]);
  child = serving.process;
  const body = JSON.stringify({
    command: 'bet',
    data: { account: 'anna', trans_id: 1, round_id: 'r', amount: 1 },
    timestamp: '1',
    check: '21',
  });
  const bet = await fetch(serving.url, {
    method: 'POST',
    headers: { 'callback-token': 't', 'content-type': 'application/json' },
    body,
  });
  expect(await bet.json()).toMatchObject({ result: 0 });
  expect(await (await fetch(new URL('/readyz', serving.insideUrl))).text()).toBe('ok\n');
  wire.fallSilent();
  child.kill('SIGTERM');
  expect(await serving.exited).toBe(0);
});

/** Runs a command in a process of its own, which must end by itself; PostgreSQL falls silent at a text in its statements. */
async function endOf(silentAt: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  wire.fallSilentAt(silentAt);
  const started = spawn(process.execPath, ['src/cli/seamless.ts', ...args, '--database', through], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child = started;
  const [, said] = await Promise.all([once(started, 'exit'), text(started.stderr)]);
  return { code: started.exitCode, said };
}

it('a credit says that it is unknown, and ends', async () => {
  const { code, said } = await endOf('write-all', 'accounts', 'credit', 'anna', '1');
  expect(said).toContain('unknown');
  expect(code).not.toBe(0);
});

it.each([
  ['audit', ['audit']],
  ["an account's history", ['accounts', 'history', 'anna']],
])('%s that is under way is given up', async (_what, args) => {
  const { code, said } = await endOf('FETCH', ...args);
  expect(said).not.toBe('');
  expect(code).not.toBe(0);
});

it('an outbox that is closed keeps no connection', async () => {
  const openSockets = (): number =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
  const outbox = await openOutboxAt(through);
  const whileOpen = openSockets();
  wire.fallSilent();
  // It may still say that it could not take its leave.
  await outbox.close().catch(() => undefined);
  await expect.poll(openSockets, { timeout: 3_000 }).toBeLessThan(whileOpen);
});
