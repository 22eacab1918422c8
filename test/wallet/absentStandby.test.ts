/** Commits that wait for a synchronous standby which is away. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { OutcomeUnknown, type Store } from '../../src/wallet/store.ts';
import { startServe } from '../support/commandLine.ts';

const players = Array.from({ length: 200 }, (_, n) => `player${n}`);

let cluster: Cluster;
let url: string;
let store: Store;
/** Looks on from outside. */
let operator: Client;
beforeAll(async () => void (cluster = await startCluster()));
beforeEach(async () => {
  // Warnings reach the server also where the database keeps them back.
  url = await cluster.createDatabase({ client_min_messages: 'error' });
  store = await openPostgresStore(url, 2);
  for (const name of players) await store.createAccount({ name, active: true, openingMinor: 100n });
  operator = new Client({ connectionString: url });
  await operator.connect();
});
afterEach(async () => {
  await standbyIs('nobody');
  await operator.end();
  await store.close();
});
afterAll(() => cluster.remove());

async function standbyIs(who: 'absent' | 'nobody'): Promise<void> {
  await operator.query(`ALTER SYSTEM SET synchronous_standby_names = '${who === 'absent' ? 'absent' : ''}'`);
  await operator.query('SELECT pg_reload_conf()');
  // The new setting takes its time to reach everybody.
  const shown = async (): Promise<unknown> =>
    (await operator.query<{ names: string }>(`SELECT current_setting('synchronous_standby_names') AS names`)).rows[0]
      ?.names;
  await expect.poll(shown).toBe(who === 'absent' ? 'absent' : '');
  await new Promise((resolve) => setTimeout(resolve, 300));
}

let lastId = 0;
const bet = (account: string) =>
  store.settle([
    {
      kind: 'bet',
      provider: 'default',
      account,
      transactionId: String(++lastId),
      roundId: 'r',
      amountMinor: 1n,
      checks: [],
    },
  ]);

/** Cancels a commit that waits, as somebody does who sees it hang. */
async function cancelCommit(): Promise<void> {
  const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
  await expect.poll(async () => (await operator.query(cancel)).rowCount).toBe(1);
}

it('a commit that no standby has is unknown: given up in time, or when somebody cancels its wait', async () => {
  await bet('player0');
  await standbyIs('absent');
  const remembered = expect(bet('player0')).rejects.toThrow(OutcomeUnknown);
  await cancelCommit();
  await remembered;
  const looked = expect(bet('player1')).rejects.toThrow(OutcomeUnknown);
  await cancelCommit();
  await looked;
  const created = expect(store.createAccount({ name: 'anna', active: true, openingMinor: 0n })).rejects.toThrow(
    OutcomeUnknown,
  );
  await cancelCommit();
  await created;
  await expect(bet('player2')).rejects.toThrow(OutcomeUnknown);
});

it('a server whose commits do not come back keeps few sessions, says so at /readyz, accepts nothing, and goes on when they do', async () => {
  await store.close();
  const serving = await startServe(['--token', 't', '--database', url]);
  const readiness = async (): Promise<string> => (await fetch(new URL('/readyz', serving.insideUrl))).text();
  const send = async (account: string): Promise<unknown> => {
    const body = JSON.stringify({
      command: 'bet',
      data: { account, trans_id: ++lastId, round_id: 'r', amount: 0.01 },
      timestamp: '1',
      check: '21',
    });
    const response = await fetch(serving.url, {
      method: 'POST',
      headers: { 'callback-token': 't', 'content-type': 'application/json' },
      body,
    });
    return ((await response.json()) as { result: number }).result;
  };
  const sessions = async (): Promise<number> =>
    Number(
      (
        await operator.query<{ n: string }>(
          `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        )
      ).rows[0]?.n,
    );

  expect(await send('player0')).toBe(0);
  await standbyIs('absent');
  const answers = new Set<unknown>();
  const seen: number[] = [];
  let betting = true;
  const done = Promise.all(
    players.map(async (account, n) => {
      await new Promise((resolve) => setTimeout(resolve, n * 20));
      while (betting) {
        answers.add(await send(account));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }),
  );
  await expect.poll(readiness, { timeout: 30_000 }).toContain('still under way in PostgreSQL');
  for (let second = 0; second < 5; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    seen.push(await sessions());
  }
  betting = false;
  await done;
  expect([...answers]).toEqual([99]);
  expect(Math.max(...seen)).toBeLessThanOrEqual(10);
  await standbyIs('nobody');
  await expect.poll(readiness).toBe('ok\n');
  await expect.poll(() => send('player0')).toBe(0);
  serving.process.kill('SIGTERM');
  expect(await serving.exited).toBe(0);
  store = await openPostgresStore(url, 2);
  expect((await auditStore(store)).problems).toEqual([]);
}, 90_000);
