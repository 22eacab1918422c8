import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { seamless } from '../support/commandLine.ts';
import { missing, startPgBouncer } from '../support/pgbouncer.ts';

describe.skipIf(missing)(`behind PgBouncer${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let cluster: Cluster;
  beforeAll(async () => void (cluster = await startCluster()));
  afterAll(() => cluster.remove());

  for (const mode of ['transaction', 'statement'] as const) {
    for (const company of ['alone', 'beside other clients']) {
      it(`a wallet is refused at the start where sessions are shared by ${mode}, ${company}, and leaves them as they were`, async () => {
        const direct = await cluster.createDatabase();
        const pooler = await startPgBouncer(cluster.port, mode, company === 'alone' ? 20 : 3);
        const url = direct.replace(String(cluster.port), String(pooler.port));
        const others = await Promise.all(
          Array.from({ length: company === 'alone' ? 0 : 6 }, async () => {
            const client = new Client({ connectionString: url });
            await client.connect();
            return client;
          }),
        );
        let working = true;
        const done = Promise.all(
          others.map(async (client) => {
            while (working) await client.query('SELECT pg_sleep(0.002 * random())');
          }),
        );
        const answer = await seamless(['serve', '--port', '0'], { DATABASE_URL: url, CALLBACK_TOKEN: 't' });
        expect(answer).toMatchObject({ code: 2, err: expect.stringContaining('pool_mode = session') as string });
        working = false;
        await done;
        await Promise.all(others.map((client) => client.end()));
        const client = new Client({ connectionString: url });
        await client.connect();
        const { rows } = await client.query(
          `SELECT name, setting FROM pg_settings WHERE source = 'session' AND name LIKE '%timeout%'`,
        );
        expect(rows).toEqual([]);
        await client.end();
        await pooler.stop();
      });
    }
  }

  it('a wallet works where sessions are whole, and leaves nothing in them', async () => {
    const direct = await cluster.createDatabase();
    const pooler = await startPgBouncer(cluster.port, 'session', 8);
    const url = direct.replace(String(cluster.port), String(pooler.port));
    const stores = await Promise.all([openPostgresStore(url, 2), openPostgresStore(url, 2)]);
    const [first, second] = stores;
    const ledgers = [new Ledger(first), new Ledger(second)] as const;
    for (const name of ['anna', 'bob']) await first.createAccount({ name, active: true, openingMinor: 1_000n });
    const outcomes = await Promise.all(
      Array.from({ length: 400 }, (_, n) =>
        ledgers[n % 2 === 0 ? 0 : 1].carryOut({
          kind: 'bet',
          provider: 'default',
          account: n % 4 < 2 ? 'anna' : 'bob',
          transactionId: String(n),
          roundId: 'r',
          amountMinor: 10n,
          checks: ['insufficientBalance'],
        }),
      ),
    );
    expect(outcomes.filter(({ result }) => result === 'accepted')).toHaveLength(200);
    expect(outcomes.filter(({ result }) => result === 'insufficientBalance')).toHaveLength(200);
    await second.ping();
    for (const store of stores) {
      expect((await auditStore(store)).problems).toEqual([]);
      await store.close();
    }
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT name, setting FROM pg_settings WHERE source = 'session' AND name LIKE '%timeout%'`,
    );
    expect(rows).toEqual([]);
    await client.end();
    await pooler.stop();
  });
});
