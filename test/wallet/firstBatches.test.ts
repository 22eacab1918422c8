/** What befalls a connection's first batch, and one that is lost while nobody uses it. */
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { ask } from '../../src/wallet/postgres/connection.ts';
import { Connections } from '../../src/wallet/postgres/connections.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { AccountsHeld, NotReady } from '../../src/wallet/store.ts';

let cluster: Cluster;
let url: string;
let operator: Client;
beforeAll(async () => {
  cluster = await startCluster();
  url = await cluster.createDatabase();
  const store = await openPostgresStore(url, 2);
  for (const name of ['alice', 'bert']) await store.createAccount({ name, active: true, openingMinor: 100n });
  await store.close();
  operator = new Client({ connectionString: url });
  await operator.connect();
});
afterAll(async () => {
  await operator.end();
  await cluster.remove();
});

it("a new connection's first batch learns that an account is held, as every other", async () => {
  await operator.query(`BEGIN; SELECT 1 FROM ledger_account WHERE name = 'alice' FOR UPDATE`);
  for (let round = 1; round <= 5; round++) {
    const store = await openPostgresStore(url, 2);
    const bets = ['alice', 'bert'].map(
      (account) =>
        ({
          kind: 'bet',
          provider: 'default',
          account,
          transactionId: `${account}${round}`,
          roundId: 'r',
          amountMinor: 1n,
          checks: [],
        }) as const,
    );
    await expect(store.settle(bets)).rejects.toThrow(AccountsHeld);
    await store.close();
  }
  await operator.query('ROLLBACK');
});

it('a connection that was lost while it was used is not given to the next batch, and what is asked of it moves nothing', async () => {
  const connections = new Connections(url, () => undefined);
  const client = await connections.take();
  const lost = new Promise((resolve) => client.once('end', resolve));
  await operator.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await lost;
  await expect(ask(client, 'SELECT 1')).rejects.toThrow(NotReady);
  connections.giveBack(client);
  const next = await connections.take();
  expect((await ask(next, 'SELECT 1')).rows).toEqual([[1]]);
  connections.giveBack(next);
  await connections.close();
});
