import { Pool } from 'pg';
import { reasonOf } from '../../contract/reason.ts';
import { PostgresClient } from '../../database/postgresClient.ts';
import { hangUp } from '../../database/tricks/hangUp.ts';
import { requirePostgresUrl } from '../../database/url.ts';
import { toAccount } from '../rows.ts';
import type { Account } from '../state.ts';
import { type LedgerReader, type Query, type Row, UnusableDatabase, type Value } from '../store.ts';
import { limits, onDisk, ordinary, silenceTimeoutMs } from './connection.ts';
import { isAnswer } from './errors.ts';
import { demandCurrent } from './schema.ts';

/** How many rows one round trip brings. */
const rowsAtOnce = 1_000;

/** Whatever the role may do, on these connections it only reads. */
const readOnly = 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY';

/**
 * Opens the wallet in the database at `url` (`postgres://…`), only to read it; the right to SELECT is enough. Rejects
 * with `UnusableDatabase` when the database can't be reached, or holds no wallet of this version.
 */
export async function openPostgresReader(url: string): Promise<LedgerReader> {
  const client = await connectFirst(url);
  try {
    await client.query(readOnly);
    const pool = new Pool({
      ...ordinary,
      connectionString: url,
      max: 1,
      verify: (connection, done) => connection.query(readOnly, done),
    });
    pool.on('error', () => undefined);
    await demandCurrent(client);
    return new PostgresReader(url, pool);
  } catch (error) {
    throw asUnusable(error);
  } finally {
    await client.end();
  }
}

/** The first connection to a database, which tells whether it can be used at all. */
export async function connectFirst(url: string): Promise<PostgresClient> {
  requirePostgresUrl(url);
  const client = new PostgresClient({ ...ordinary, connectionString: url });
  await client.connect().catch((error: unknown) => {
    throw new UnusableDatabase(`PostgreSQL can't be used: ${reasonOf(error)}. Check its URL (DATABASE_URL).`, {
      cause: error,
    });
  });
  return client;
}

/** To move all entries into new tables takes as long as it takes, and whoever starts meanwhile waits for it. */
export async function connectToMigrate(url: string): Promise<PostgresClient> {
  const client = new PostgresClient({ ...limits, connectionString: url });
  await client.connect();
  // Whatever the role or the database gives others.
  await client.query('SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0');
  await client.query(onDisk);
  return client;
}

export class PostgresReader implements LedgerReader {
  protected readonly url: string;
  protected readonly pool: Pool;

  constructor(url: string, pool: Pool) {
    this.url = url;
    this.pool = pool;
  }

  async findAccount(name: string): Promise<Account | undefined> {
    const [row] = await this.select('SELECT * FROM ledger_account WHERE name = $1', [name]);
    return row && toAccount(row);
  }

  async listAccounts(after: string, limit: number): Promise<Account[]> {
    return (
      await this.select('SELECT * FROM ledger_account WHERE name > $1 ORDER BY name LIMIT $2', [after, BigInt(limit)])
    ).map(toAccount);
  }

  async inspect<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    // A query over a great many entries may take minutes. It is given up only when another connection hears nothing either.
    const client = new PostgresClient({ ...limits, connectionString: this.url });
    await client.connect();
    const watch = setInterval(() => void this.#hears().then((hears) => hears || hangUp(client)), silenceTimeoutMs);
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // The planner would take the first rows of a cursor for those that matter.
      await client.query(`SELECT set_config(name, '1', true) FROM pg_settings WHERE name = 'cursor_tuple_fraction'`);
      return await work(queryBy(client));
    } finally {
      clearInterval(watch);
      await client.end();
    }
  }

  async select(text: string, values: readonly Value[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(text, [...values])).rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** Whether PostgreSQL answers at all, if only with an error. */
  async #hears(): Promise<boolean> {
    return this.pool.query('SELECT 1').then(() => true, isAnswer);
  }
}

/** Each query is a cursor, so that no more than a part of its rows is in memory. */
function queryBy(client: PostgresClient): Query {
  let cursors = 0;
  return async function* (sql, values = []) {
    const cursor = `rows${++cursors}`;
    await client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, [...values]);
    for (;;) {
      const { rows } = await client.query<Row>(`FETCH ${rowsAtOnce} FROM ${cursor}`);
      yield* rows;
      if (rows.length < rowsAtOnce) break;
    }
    await client.query(`CLOSE ${cursor}`);
  };
}

/** In one line, for whoever named the database. */
export function asUnusable(error: unknown): UnusableDatabase {
  return error instanceof UnusableDatabase
    ? error
    : new UnusableDatabase(`the database can't be used as a wallet: ${reasonOf(error)}.`, { cause: error });
}
