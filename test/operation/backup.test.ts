import { copyFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCallbackClient } from '../../src/delivery/client.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { results } from '../../generated/v1/protocol.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';

let folder: string;
let remove: () => void;
let server: Serving | undefined;
beforeAll(() => void ([folder, remove] = scratch()));
afterEach(async () => {
  server?.process.kill('SIGKILL');
  await server?.exited;
  server = undefined;
});
afterAll(() => remove());

const account = 'test1234';
const serveOn = async (database: string): Promise<Serving> =>
  (server = await startServe(['--token', 't', '--database', database]));
const bet = async ({ url }: Serving, id: number): Promise<number> => {
  const outcome = await createCallbackClient(v1, { url, token: 't' }).bet({
    account,
    trans_id: BigInt(id),
    round_id: 'r',
    amount: 1n,
  });
  return outcome.kind === 'replied' ? outcome.reply.result : expect.fail(outcome.kind);
};
const balance = async ({ url }: Serving): Promise<unknown> => {
  const outcome = await createCallbackClient(v1, { url, token: 't' }).balance({ account });
  return outcome.kind === 'replied' && 'data' in outcome.reply ? outcome.reply.data.balance : undefined;
};

/** Bets one after another while `backUp` runs; resolves how many were acknowledged before it was begun, and in all. */
async function whileBetting(serving: Serving, backUp: () => Promise<void>): Promise<{ before: number; all: number }> {
  let acknowledged = 0;
  const stop = new AbortController();
  const play = (async () => {
    while (!stop.signal.aborted) {
      expect(await bet(serving, acknowledged + 1)).toBe(results.accepted);
      acknowledged++;
    }
  })();
  while (acknowledged < 100) await new Promise((resolve) => setTimeout(resolve, 5));
  const before = acknowledged;
  await backUp();
  while (acknowledged < before + 50) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await play;
  return { before, all: acknowledged };
}

/** What holds of a wallet that was restored from a backup made in the middle of `bets`. */
async function holds(database: string, { before, all }: { before: number; all: number }): Promise<void> {
  expect(await seamless(['audit', '--database', database])).toMatchObject({ code: 0 });
  const restored = await serveOn(database);
  const kept = 100_000n - ((await balance(restored)) as bigint);
  expect(Number(kept)).toBeGreaterThanOrEqual(before);
  expect(Number(kept)).toBeLessThan(all);
  for (let id = 1; id <= before; id++) expect(await bet(restored, id)).toBe(results.alreadyProcessed);
  expect(await balance(restored), 'a repeat of what is in the backup moves nothing').toBe(100_000n - kept);
  expect(await bet(restored, all), 'what came after the backup is unknown').toBe(results.accepted);
}

describe('a backup of SQLite', () => {
  it('made while bets are running is one moment of the ledger, with everything that was acknowledged before', async () => {
    const database = `sqlite:${folder}/wallet.db`;
    const bets = await whileBetting(await serveOn(database), async () => {
      expect(await seamless(['backup', `${folder}/backup.db`, '--database', database])).toMatchObject({ code: 0 });
    });
    server?.process.kill('SIGKILL');
    await server?.exited;
    copyFileSync(`${folder}/backup.db`, `${folder}/restored.db`);
    await holds(`sqlite:${folder}/restored.db`, bets);
  });

  it('is not made by copying the file: what was acknowledged last stands beside it', async () => {
    const serving = await serveOn(`sqlite:${folder}/copied.db`);
    expect(await bet(serving, 1)).toBe(results.accepted);
    copyFileSync(`${folder}/copied.db`, `${folder}/copy.db`);
    expect(await seamless(['accounts', 'show', account, '--database', `sqlite:${folder}/copy.db`])).not.toMatchObject({
      out: expect.stringContaining('999.00') as string,
    });
  });

  it('never overwrites, and says what to do where it can not be made, exit 2', async () => {
    const backUp = (file: string, database: string) => seamless(['backup', file, '--database', database]);
    await seamless(['accounts', 'create', 'anna', '--database', `sqlite:${folder}/few.db`]);
    expect(await backUp(`${folder}/few.db`, `sqlite:${folder}/few.db`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Name a new file') as string,
    });
    expect(await backUp(`${folder}/new.db`, `sqlite:${folder}/none.db`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('none.db') as string,
    });
    expect(await backUp(`${folder}/no/new.db`, `sqlite:${folder}/few.db`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no/new.db') as string,
    });
    expect(await backUp(`${folder}/new.db`, 'postgres://127.0.0.1:9/db')).toMatchObject({
      code: 2,
      err: expect.stringContaining('pg_basebackup') as string,
    });
  });
});

describe('a snapshot of PostgreSQL', () => {
  let cluster: Cluster;
  beforeAll(async () => void (cluster = await startCluster()));
  afterAll(() => cluster.remove());

  /** As pg_dump does: reads every table in one transaction, and writes them into a new database. */
  async function copy(from: string, to: string): Promise<void> {
    await (await openPostgresStore(to, 2)).close();
    const source = await openPostgresStore(from, 2);
    const target = new Client({ connectionString: to });
    await target.connect();
    const live = new Client({ connectionString: from });
    await live.connect();
    const entries = async (): Promise<number> => (await live.query('SELECT 1 FROM ledger_entry')).rowCount ?? 0;
    await source.inspect(async (query) => {
      for (const table of ['ledger_account', 'ledger_entry']) {
        const [row] = await Array.fromAsync(query(`SELECT json_agg(${table})::text AS rows FROM ${table}`));
        await target.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
          row?.['rows'],
        ]);
        // The next table is read when others have moved on.
        const before = await entries();
        await expect.poll(entries).toBeGreaterThan(before + 10);
      }
    });
    await Promise.all([source.close(), target.end(), live.end()]);
  }

  it('made while bets are running is one moment of the ledger, with everything that was acknowledged before', async () => {
    const [database, restored] = [await cluster.createDatabase(), await cluster.createDatabase()];
    const bets = await whileBetting(await serveOn(database), () => copy(database, restored));
    server?.process.kill('SIGKILL');
    await server?.exited;
    await holds(restored, bets);
  });
});
