import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCallbackClient } from '../../src/delivery/client.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { type Cluster, freePort, startCluster } from '../support/postgres.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { type Serving, startServe } from '../support/commandLine.ts';
import { type Balancer, startBalancer } from './balancer.ts';

let cluster: Cluster;
let database: string;
let balancer: Balancer;
const servers = new Map<number, Serving>();
/** Ten times what the balancer needs to hear that a server stops. */
const drainMs = 500;

const start = async (port: number): Promise<void> => {
  servers.set(
    port,
    await startServe(['--port', String(port), '--token', 't', '--database', database, '--drain-ms', String(drainMs)], {
      NODE_ENV: 'production',
    }),
  );
};
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
};

beforeAll(async () => {
  cluster = await startCluster();
  database = await cluster.createDatabase();
  for (const port of [await freePort(), await freePort()]) await start(port);
  balancer = await startBalancer(servers);
  await until(() => balancer.healthy.size === 2);
});
afterAll(async () => {
  await balancer.close();
  for (const { process, exited } of servers.values()) {
    process.kill('SIGKILL');
    await exited;
  }
  await cluster.remove();
});

it('two servers are restarted in turn under load, and no callback fails', async () => {
  const store = await openPostgresStore(database, 2);
  const players = Array.from({ length: 16 }, (_, n) => `player${n}`);
  for (const name of players) await store.createAccount({ name, active: true, openingMinor: 1_000_000_000n });
  const client = createCallbackClient(v1, { url: balancer.url, token: 't' });
  const failed: unknown[] = [];
  let answered = 0;
  let playing = true;

  async function play(account: string, number: number): Promise<void> {
    for (let round = 0; playing; round++) {
      const outcome = await client.bet({
        account,
        trans_id: BigInt(number * 1_000_000 + round + 1),
        round_id: 'r',
        amount: 1n,
      });
      if (outcome.kind === 'replied' && outcome.reply.result === 0) answered++;
      else failed.push(outcome);
    }
  }
  const load = Promise.all(players.map(play));

  for (const [port, { process, exited }] of servers) {
    const before = answered;
    process.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(answered, 'the other one goes on').toBeGreaterThan(before);
    await start(port);
    await until(() => balancer.healthy.has(port));
  }
  playing = false;
  await load;
  expect(failed).toEqual([]);
  const { problems, entries } = await auditStore(store);
  expect(problems).toEqual([]);
  expect(entries).toBe(BigInt(players.length + answered));
  await store.close();
});
