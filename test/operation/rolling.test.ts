import { afterAll, beforeAll, expect, it } from 'vitest';
import { callsTo } from '../../scripts/proof/torture/calls.ts';
import { introduceProviders, limits, providers } from '../../scripts/proof/torture/providers.ts';
import { anyContract } from '../../src/contract/contract.ts';
import type { Messages } from '../../src/contract/types.ts';
import { type Cluster, freePort, startCluster } from '../support/postgres.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { readHeldWins } from '../../src/wallet/heldWins.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { type Serving, startServe } from '../support/commandLine.ts';
import { type Balancer, startBalancer } from './balancer.ts';

let cluster: Cluster;
let database: string;
let store: Store;
let balancer: Balancer;
const servers = new Map<number, Serving>();
/** Ten times what the balancer needs to hear that a server stops. */
const drainMs = 500;

const start = async (port: number): Promise<void> => {
  servers.set(
    port,
    await startServe(
      ['--port', String(port), '--token', providers[0].token, '--database', database, '--drain-ms', String(drainMs)],
      {
        NODE_ENV: 'production',
      },
    ),
  );
};
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
};

beforeAll(async () => {
  cluster = await startCluster();
  database = await cluster.createDatabase();
  store = await openPostgresStore(database, 2);
  await introduceProviders(store);
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
  await store.close();
  await cluster.remove();
});

/** Of each provider, in its contract and its currency; their ids are the same. */
const players = providers.flatMap((provider) => Array.from({ length: 8 }, (_, n) => ({ provider, number: n })));
const nameOf = ({ provider, number }: (typeof players)[number]): string => `${provider.name}.${number}`;

it('two servers are restarted in turn under the load of two providers, and no callback fails', async () => {
  for (const player of players) {
    const { currency } = player.provider;
    await store.createAccount({ name: nameOf(player), active: true, openingMinor: 1_000_000_000n, currency });
  }
  const failed: unknown[] = [];
  let answered = 0;
  let held = 0;
  let playing = true;

  async function play(player: (typeof players)[number]): Promise<void> {
    const { contract, token, decimals } = player.provider;
    const call = callsTo(anyContract<Messages>(contract), balancer.url, token, decimals);
    const account = nameOf(player);
    for (let id = player.number * 1_000_000 + 1; playing; id += 2) {
      const roundId = String(id);
      const staked = await call('bet', { kind: 'bet', account, roundId, transactionId: roundId, amountMinor: 400n });
      // A prize of every tenth round is more than a guard lets through.
      const isHeld = id % 20 === 1;
      const amountMinor = isHeld ? limits.largestWinMinor + 1n : 400n;
      const won = await call('win', { kind: 'win', account, roundId, transactionId: String(id + 1), amountMinor });
      if (staked?.result === 'accepted' && (isHeld ? won === undefined : won?.result === 'accepted')) answered++;
      else failed.push([account, id, staked, won]);
      if (isHeld) held++;
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
  expect(entries).toBe(BigInt(players.length + 2 * answered));
  let waiting = 0;
  await readHeldWins(store, { state: 'waiting' }, () => waiting++);
  expect(waiting).toBe(held);
});
