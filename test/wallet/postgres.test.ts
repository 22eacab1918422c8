import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { OutcomeUnknown } from '../../src/wallet/store.ts';
import { startSilenceable } from '../support/silence.ts';
import { histories } from '../extent.ts';
import { testStore } from './storeSuite.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

it('batches of several processes over the same accounts wait for each other, and neither abort nor deadlock', async () => {
  const url = await cluster.createDatabase();
  const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore(url, 2)));
  const names = Array.from({ length: 30 }, (_, n) => `account${n}`);
  for (const name of names) await stores[0]?.createAccount({ name, active: true, openingMinor: 100_000n });
  const aborted: unknown[] = [];
  const triedAgain = ({ cause }: Error): void => void aborted.push(cause);
  await Promise.all(
    stores.map(async (store, party) => {
      const ledger = new Ledger(store, { triedAgain });
      for (let round = 0; round < 100; round++) {
        // Each names the accounts in an order of its own.
        const order = names
          .map((name, n) => ({ name, key: Math.sin(party * 1_000 + round * 50 + n) }))
          .sort((a, b) => a.key - b.key);
        const bets = order.map(({ name }, n) =>
          ledger.carryOut({
            kind: 'bet',
            provider: 'default',
            account: name,
            transactionId: `${party}.${round}.${n}`,
            roundId: 'r',
            amountMinor: 1n,
            checks: ['alreadyProcessed', 'insufficientBalance'],
          }),
        );
        for (const { result } of await Promise.all(bets)) expect(result).toBe('accepted');
      }
    }),
  );
  expect(aborted).toEqual([]);
  for (const name of names) expect((await stores[0]?.findAccount(name))?.balanceMinor).toBe(100_000n - 300n);
  await Promise.all(stores.map((store) => store.close()));
});

it('a batch after a restart of the database is carried out, since lost connections are not used again', async () => {
  const own = await startCluster();
  const store = await openPostgresStore(await own.createDatabase(), 2);
  const bet = (account: string, transactionId: string) =>
    store.settle([
      { kind: 'bet', provider: 'default', account, transactionId, roundId: 'r', amountMinor: 1n, checks: [] },
    ]);
  for (const name of ['a', 'b']) await store.createAccount({ name, active: true, openingMinor: 10n });
  await Promise.all([bet('a', '1'), bet('b', '2')]);
  await own.kill();
  await own.start();
  const outcomes = await Promise.all([bet('a', '3'), bet('b', '4')]);
  expect(outcomes.flat()).toEqual([
    { result: 'accepted', balanceMinor: 8n },
    { result: 'accepted', balanceMinor: 8n },
  ]);
  await store.close();
  await own.remove();
});

it('what is acknowledged outlives a crash, also in a database that does not wait for its disk', async () => {
  const own = await startCluster(['-c', 'wal_writer_delay=10s']);
  const store = await openPostgresStore(await own.createDatabase({ synchronous_commit: 'off' }), 2);
  const bet = (account: string) =>
    store.settle([
      { kind: 'bet', provider: 'default', account, transactionId: account, roundId: 'r', amountMinor: 1n, checks: [] },
    ]);
  await store.createAccount({ name: 'a', active: true, openingMinor: 10n });
  await bet('a');
  await store.createAccount({ name: 'b', active: true, openingMinor: 10n });
  await own.kill();
  await own.start();
  expect((await store.listAccounts('', 10)).map(({ name, balanceMinor }) => [name, balanceMinor])).toEqual([
    ['a', 9n],
    ['b', 10n],
  ]);
  await store.close();
  await own.remove();
});

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;

it('a batch on a connection that falls silent is given up as unknown, with its connection', async () => {
  const url = await cluster.createDatabase();
  const wire = await startSilenceable(cluster.port);
  const store = await openPostgresStore(url.replace(String(cluster.port), String(wire.port)), 2);
  const bet = (transactionId: string) =>
    store.settle([
      { kind: 'bet', provider: 'default', account: 'a', transactionId, roundId: 'r', amountMinor: 1n, checks: [] },
    ]);
  await store.createAccount({ name: 'a', active: true, openingMinor: 10n });
  await bet('1');
  wire.fallSilent();
  const before = openSockets();
  await expect(bet('2')).rejects.toThrow(OutcomeUnknown);
  await expect.poll(openSockets).toBe(before - 1);
  wire.speak();
  expect(await bet('3')).toEqual([{ result: 'accepted', balanceMinor: 8n }]);
  await store.close();
  await wire.close();
});

it('a wallet whose database falls silent while it is opened is given up', async () => {
  const url = await cluster.createDatabase();
  await (await openPostgresStore(url, 2)).close();
  const wire = await startSilenceable(cluster.port);
  const holder = new Client({ connectionString: url });
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE setting');
  const opened = openPostgresStore(url.replace(String(cluster.port), String(wire.port)), 2);
  const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted`;
  await expect.poll(async () => (await holder.query(waiting)).rowCount).toBe(1);
  wire.fallSilent();
  await expect(opened).rejects.toThrow();
  await holder.end();
  await wire.close();
});

for (const isolation of ['read committed', 'serializable']) {
  describe(`at ${isolation}`, () => {
    testStore('the PostgreSQL store', async () => {
      const url = await cluster.createDatabase({ default_transaction_isolation: isolation });
      return {
        histories: histories(200),
        open: () => openPostgresStore(url, 2),
        remove: async () => undefined,
        ...(isolation === 'serializable' && { contention: '40001' }),
      };
    });
  });
}
