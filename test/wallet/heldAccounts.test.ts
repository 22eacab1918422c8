/** Accounts that somebody holds in PostgreSQL and does not let go of. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import type { Outcome } from '../../src/contract/callback.ts';
import { shortestDeadlineMs as deadlineMs } from '../../src/contract/deadlines.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { OutcomeUnknown, type Store } from '../../src/wallet/store.ts';
import { startSilenceable } from '../support/silence.ts';

const names = Array.from({ length: 20 }, (_, n) => `player${n}`);

let cluster: Cluster;
let url: string;
let store: Store;
let ledger: Ledger;
beforeAll(async () => void (cluster = await startCluster()));
beforeEach(async () => {
  url = await cluster.createDatabase();
  store = await openPostgresStore(url, 2);
  ledger = new Ledger(store);
  for (const name of [...names, 'alice', 'zoe'])
    await store.createAccount({ name, active: true, openingMinor: 1_000n });
});
afterEach(async () => {
  await ledger.drained();
  expect((await auditStore(store)).problems).toEqual([]);
  await store.close();
});
afterAll(() => cluster.remove());

let lastId = 0;
const command = (account: string, amountMinor = 1n, kind: 'bet' | 'win' = 'bet') =>
  ({
    kind,
    provider: 'default',
    account,
    transactionId: String(++lastId),
    roundId: 'r',
    amountMinor,
    checks: [],
  }) as const;

interface Answer extends Outcome {
  readonly tookMs: number;
}

async function carriedOut(...given: Parameters<typeof command>): Promise<Answer> {
  const begunAtMs = performance.now();
  const outcome = await ledger.carryOut(command(...given), begunAtMs + deadlineMs);
  return { ...outcome, tookMs: performance.now() - begunAtMs };
}
const inTime = { result: 'accepted', tookMs: expect.toSatisfy((tookMs: number) => tookMs < deadlineMs) as number };

/** Holds an account's row as a transaction does that was begun and not ended. */
async function hold(...accounts: string[]): Promise<{ letGo: () => Promise<void> }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM ledger_account WHERE name = ANY ($1) FOR UPDATE', [accounts]);
  return { letGo: () => client.end() };
}

for (const known of [false, true]) {
  it(`an account that is held, ${known ? '' : 'not '}remembered, costs only its own commands, for as long as it is held`, async () => {
    if (known) for (const account of [...names, 'alice', 'zoe']) await carriedOut(account);
    const { letGo } = await hold('alice', 'zoe');
    const until = performance.now() + 2 * deadlineMs;
    const held: Promise<Answer>[] = [];
    const bet = async (account: string, n: number): Promise<void> => {
      while (performance.now() < until) {
        if (n < 2) held.push(carriedOut('alice'), carriedOut('zoe'));
        expect(await carriedOut(account)).toMatchObject(inTime);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await Promise.all(names.map(bet));
    for (const answer of await Promise.all(held)) expect(answer).toMatchObject({ result: 'failed' });
    await letGo();
    expect(await carriedOut('alice')).toMatchObject(inTime);
    expect(await carriedOut('zoe')).toMatchObject(inTime);
  });
}

it('commands of an account that is held for a while are carried out in their order', async () => {
  const { letGo } = await hold('alice');
  const before = [carriedOut('alice', 1_000n), carriedOut('player0')];
  await Promise.all(before.slice(1));
  const meanwhile = [
    carriedOut('alice', 1n),
    carriedOut('alice', 500n, 'win'),
    carriedOut('alice', 400n),
    carriedOut('alice', 101n),
  ];
  await letGo();
  const answers = await Promise.all([before[0], ...meanwhile]);
  expect(answers.map((answer) => [answer?.result, answer?.balanceMinor])).toEqual([
    ['accepted', 0n],
    ['insufficientBalance', 0n],
    ['accepted', 500n],
    ['accepted', 100n],
    ['insufficientBalance', 100n],
  ]);
});

it('what a server held that vanished before its commit is free again within the deadline', async () => {
  const wire = await startSilenceable(cluster.port);
  const vanishing = await openPostgresStore(url.replace(String(cluster.port), String(wire.port)), 2);
  wire.fallSilentAt('write-all');
  const given = vanishing.settle([command('alice'), command('player0')]);
  const lost = expect(given).rejects.toThrow(OutcomeUnknown);
  const client = new Client({ connectionString: url });
  await client.connect();
  const holders = `SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()`;
  await expect.poll(async () => (await client.query(holders)).rowCount).toBe(1);
  await client.end();
  const answers = await Promise.all(['player1', 'player0', 'alice'].map((account) => carriedOut(account)));
  expect(answers).toEqual([
    expect.objectContaining(inTime),
    expect.objectContaining(inTime),
    expect.objectContaining(inTime),
  ]);
  expect(answers.map(({ balanceMinor }) => balanceMinor)).toEqual([999n, 999n, 999n]);
  await lost;
  await vanishing.close();
  await wire.close();
});
