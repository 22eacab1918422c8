import { Client, type ClientBase, Pool, type QueryArrayConfig, type QueryArrayResult } from 'pg';
import { deliveryOf } from '../../contract/types.ts';
import { demandWritable, showReadOnly } from './writable.ts';

/** The server gives a statement up when nobody would wait for its answer any longer. */
const statementTimeoutMs = Math.min(...Object.values(deliveryOf).map(({ deadlineMs }) => deadlineMs));

/** Longer, so that it only strikes when the server can't be heard any more. */
export const silenceTimeoutMs = statementTimeoutMs + 1_000;

/** An acknowledged movement is on disk, whatever the database's default is. */
const onDisk = `SELECT set_config(name, 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'`;

/** Engines that are only like PostgreSQL lack some of these settings; what is not there is left alone. */
const sessionSettings = [
  onDisk,
  // Every statement looks rows up by their keys. The planner, which does not know how many, would rather read
  // a small table as a whole, for every batch.
  `SELECT set_config(name, 'off', false) FROM pg_settings WHERE name IN ('enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit')`,
  `SELECT set_config(name, 'force_generic_plan', false) FROM pg_settings WHERE name = 'plan_cache_mode'`,
];

const limits = { application_name: 'seamless', statement_timeout: statementTimeoutMs, connectionTimeoutMillis: silenceTimeoutMs };

/** For connections that do their work without `ask`: they are given up, too, when nothing comes back. */
export const ordinary = { ...limits, query_timeout: silenceTimeoutMs };

/** Connections for what is not a callback: the command line, and whether the database answers. */
export function openPool(connectionString: string): Pool {
  const pool = new Pool({ ...ordinary, connectionString, max: 2, verify: (client, done) => void begin(client).then(() => done(), done) });
  pool.on('error', () => undefined);
  return pool;
}

/** Rejects with `NotReady` where only reading is possible. */
export async function begin(client: ClientBase): Promise<void> {
  demandWritable(await client.query(showReadOnly));
  await client.query(onDisk);
}

/**
 * A connection for the ledger, which uses it by `ask`. Statements are sent without waiting for the answers of those before.
 * Rejects with `NotReady` where only reading is possible.
 */
export async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ ...limits, connectionString, pipeline: true, keepAlive: true });
  // The query that is under way learns of a lost connection by itself.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const [readOnly] = await Promise.all([showReadOnly, ...sessionSettings].map((statement) => ask(client, statement)));
    if (readOnly) demandWritable(readOnly);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}

/**
 * Sends a statement; when nothing comes back it rejects, and gives the connection up.
 *
 * So does pg by itself, with its own promises and `query_timeout`, but assigns functions to the query for it. V8
 * takes such functions for methods and makes them old at once: every batch would outlive its time with them, until
 * the next major collection, which holds up callbacks for tens of milliseconds.
 */
export function ask<Row extends unknown[]>(client: Client, statement: string | QueryArrayConfig): Promise<QueryArrayResult<Row>> {
  const config = typeof statement === 'string' ? ({ text: statement, rowMode: 'array' } as const) : statement;
  return new Promise((resolve, reject) => {
    const silence = setTimeout(() => {
      reject(new Error(`nothing was heard of PostgreSQL for ${silenceTimeoutMs} ms`));
      client.connection.stream.destroy();
    }, silenceTimeoutMs);
    client.query<Row>(config, (error: Error | null, result) => {
      clearTimeout(silence);
      if (error) reject(error);
      else resolve(result);
    });
  });
}
