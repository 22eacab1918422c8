/** A database that comes back without what it had committed: from a backup, or as a standby that was behind. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { type Serving, startServe } from '../support/commandLine.ts';
import { startSilenceable } from '../support/silence.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

let lastId = 0;
const command = (kind: 'bet' | 'win', amountMinor: bigint): WalletCommand => ({
  kind,
  provider: 'default',
  account: 'alice',
  transactionId: String(++lastId),
  roundId: 'r',
  amountMinor,
  checks: [],
});
const balanceAfter = async (store: Store, kind: 'bet' | 'win', amountMinor: bigint): Promise<bigint | undefined> =>
  (await store.settle([command(kind, amountMinor)]))[0]?.balanceMinor;

const crash = async (meanwhile: () => Promise<void>): Promise<void> => {
  await cluster.kill();
  await meanwhile();
  await cluster.start();
};

/** Two servers' stores on one wallet, in which alice has 99 and is known to both. */
async function twoStores(url: string): Promise<[Store, Store]> {
  const [a, b] = [await openPostgresStore(url, 2), await openPostgresStore(url, 2)];
  await a.createAccount({ name: 'alice', active: true, openingMinor: 100n });
  expect(await balanceAfter(a, 'bet', 1n)).toBe(99n);
  return [a, b];
}

/** The lost win's version is given to another movement, so that only the balance tells them apart. */
async function betOnAfterLoss(a: Store, b: Store): Promise<void> {
  expect(await balanceAfter(b, 'bet', 2n)).toBe(97n);
  expect(await balanceAfter(a, 'bet', 3n)).toBe(94n);
  expect((await auditStore(a)).problems).toEqual([]);
  await Promise.all([a.close(), b.close()]);
}

it('a balance that is no longer as it is remembered is read, also where the version is the same', async () => {
  const url = await cluster.createDatabase();
  const [a, b] = await twoStores(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('UPDATE ledger_account SET balance_minor = 50');
  await client.end();
  expect(await balanceAfter(a, 'bet', 1n)).toBe(49n);
  await Promise.all([a.close(), b.close()]);
});

describe('a win that was acknowledged and then lost is in no later balance', () => {
  it('when the database comes back as it was before', async () => {
    const [a, b] = await twoStores(await cluster.createDatabase());
    await crash(() => cluster.copyAside());
    expect(await balanceAfter(a, 'win', 5_000n)).toBe(5_099n);
    await crash(() => cluster.putBack());
    await betOnAfterLoss(a, b);
  });

  it('when the servers live through it', async () => {
    const database = await cluster.createDatabase();
    const [a, b] = await Promise.all([1, 2].map(() => startServe(['--token', 't', '--database', database])));
    if (!a || !b) return expect.fail();
    const send = async ({ url }: Serving, kind: 'bet' | 'win', id: number, amount: number): Promise<unknown> => {
      const body = JSON.stringify({
        command: kind,
        data: { account: 'test1234', trans_id: id, round_id: 'r', amount },
        timestamp: '1',
        check: '21',
      });
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'callback-token': 't', 'content-type': 'application/json' },
        body,
      });
      return ((await response.json()) as { data?: { balance: number } }).data?.balance;
    };
    expect(await send(a, 'bet', 1, 1)).toBe(999);
    await crash(() => cluster.copyAside());
    // Its connection was lost with the crash.
    await expect.poll(() => send(a, 'win', 2, 5_000)).toBe(5_999);
    await crash(() => cluster.putBack());
    await expect.poll(() => send(b, 'bet', 3, 2)).toBe(997);
    await expect.poll(() => send(a, 'bet', 4, 3)).toBe(994);
    for (const server of [a, b]) server.process.kill('SIGTERM');
    await Promise.all([a.exited, b.exited]);
    const store = await openPostgresStore(database, 2);
    expect((await auditStore(store)).problems).toEqual([]);
    await store.close();
  });

  it('when a streaming standby that is behind takes over', async () => {
    const replication = await startSilenceable(cluster.port);
    const url = await cluster.createDatabase();
    const standby = await cluster.startStandby(replication.port);
    const wire = await startSilenceable(cluster.port);
    const [a, b] = await twoStores(url.replace(String(cluster.port), String(wire.port)));
    await expect.poll(() => standby.caughtUp()).toBe(true);
    replication.fallSilent();
    expect(await balanceAfter(a, 'win', 5_000n)).toBe(5_099n);
    await cluster.kill();
    await replication.close();
    await standby.promote();
    wire.leadTo(standby.port);
    wire.cut();
    await betOnAfterLoss(a, b);
    await wire.close();
  });
});
