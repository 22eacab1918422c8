import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createCallbackClient } from '../../src/delivery/client.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { results } from '../../generated/v1/protocol.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { type Serving, startServe } from '../support/commandLine.ts';
import { startSilenceable } from '../support/silence.ts';

let cluster: Cluster;
let server: Serving | undefined;
beforeAll(async () => void (cluster = await startCluster()));
afterEach(async () => {
  server?.process.kill('SIGKILL');
  await server?.exited;
});
afterAll(() => cluster.remove());

const players = Array.from({ length: 8 }, (_, n) => `player${n}`);

async function serveOn(direct: string, through = direct): Promise<Serving> {
  const store = await openPostgresStore(direct, 2);
  for (const name of players) await store.createAccount({ name, active: true, openingMinor: 1_000_000_000n });
  await store.close();
  return (server = await startServe(['--token', 't', '--database', through]));
}

const readiness = async ({ insideUrl }: Serving): Promise<number> =>
  (await fetch(new URL('/readyz', insideUrl))).status;

async function until(status: number, serving: Serving): Promise<void> {
  while ((await readiness(serving)) !== status) await new Promise((resolve) => setTimeout(resolve, 20));
}

type Told = 'accepted' | 'failed' | 'unknown';

/** Bets until it is stopped, and notes what each bet's sender was told. */
function bet({ url }: Serving): { those: (what: Told) => string[]; stop: () => Promise<void> } {
  const client = createCallbackClient(v1, { url, token: 't' });
  const told = new Map<string, Told>();
  let betting = true;
  const done = Promise.all(
    players.map(async (account, number) => {
      for (let round = 1; betting; round++) {
        const id = BigInt(number * 1_000_000 + round);
        const outcome = await client.bet({ account, trans_id: id, round_id: 'r', amount: 1n });
        if (outcome.kind === 'replied') expect([results.accepted, results.failed]).toContain(outcome.reply.result);
        else expect(outcome).toMatchObject({ httpStatus: 500 });
        told.set(
          String(id),
          outcome.kind !== 'replied' ? 'unknown' : outcome.reply.result === results.accepted ? 'accepted' : 'failed',
        );
      }
    }),
  );
  return {
    those: (what) => [...told].filter(([, how]) => how === what).map(([id]) => id),
    stop: async () => {
      betting = false;
      await done;
    },
  };
}

it('while PostgreSQL is gone /readyz says no and bets are answered 99 or 500 as their outcome is known; after it all is as it was told', async () => {
  const database = await cluster.createDatabase();
  const serving = await serveOn(database);
  const { those, stop } = bet(serving);
  const fiftyMore = (what: Told): Promise<void> => {
    const before = those(what).length;
    return expect.poll(() => those(what).length - before).toBeGreaterThan(50);
  };
  expect(await readiness(serving)).toBe(200);
  await fiftyMore('accepted');
  await cluster.kill();
  await until(503, serving);
  await fiftyMore('failed');
  await cluster.start();
  await until(200, serving);
  await fiftyMore('accepted');
  await stop();

  const store = await openPostgresStore(database, 2);
  expect((await auditStore(store)).problems).toEqual([]);
  const rows = await store.inspect((query) =>
    Array.fromAsync(query(`SELECT transaction_id FROM ledger_entry WHERE kind = 'bet'`)),
  );
  const moved = new Set(rows.map((row) => String(row['transaction_id'])));
  await store.close();
  expect(
    those('accepted').filter((id) => !moved.has(id)),
    'acknowledged and lost',
  ).toEqual([]);
  expect(
    those('failed').filter((id) => moved.has(id)),
    'moved, though 99 says that nothing did',
  ).toEqual([]);
});

it('/readyz says no while nothing is heard of PostgreSQL, and yes when new connections pass again', async () => {
  const direct = await cluster.createDatabase();
  const wire = await startSilenceable(cluster.port);
  const serving = await serveOn(direct, direct.replace(String(cluster.port), String(wire.port)));
  await until(200, serving);
  wire.fallSilent();
  // More than the pool has connections: each of them is lost.
  await Promise.all([1, 2, 3].map(async () => expect(await readiness(serving)).toBe(503)));
  wire.speak();
  await until(200, serving);
  await wire.close();
});
