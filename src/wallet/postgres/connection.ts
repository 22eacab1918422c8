import { type ClientBase, Pool, type QueryArrayConfig, type QueryArrayResult } from 'pg';
import { shortestDeadlineMs as deadlineMs } from '../../contract/deadlines.ts';
import { PostgresClient } from '../../database/postgresClient.ts';
import { NotReady } from '../store.ts';
import { answerOf } from '../tricks/answerOf.ts';
import { askSession, noneWhereUnknown, rememberSession } from './givenUp.ts';
import { heedWarnings } from './warnings.ts';
import { demandWritable, showReadOnly } from './writable.ts';

/** Longer, so that it only strikes when PostgreSQL can't be heard any more. */
export const silenceTimeoutMs = deadlineMs + 1_000;

/** An acknowledged movement is on disk, whatever the database's default is. */
export const onDisk = `SELECT set_config(name, 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'`;

/** What PostgreSQL gives up by itself, so that nothing which is stuck, or is gone, holds others up for long. */
const patience = applied({
  /** Nobody would wait for its answer any longer. */
  statement_timeout: deadlineMs,
  /** A server that vanished between lock and commit: who waits for its accounts still has time then. */
  idle_in_transaction_session_timeout: (deadlineMs * 3) / 4,
  /** A machine that vanished. */
  tcp_user_timeout: deadlineMs,
  tcp_keepalives_idle: 1,
  tcp_keepalives_interval: 1,
  /** What a database may keep back otherwise; see `warnings.ts`. */
  client_min_messages: 'warning',
});

const forBatches = applied({
  /** After this a batch still has time to be carried out without the account that is held. */
  lock_timeout: deadlineMs / 4,
  // Every statement looks rows up by their keys. The planner, which does not know how many, would rather read
  // a small table as a whole, for every batch.
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
  plan_cache_mode: 'force_generic_plan',
});

/** Engines that are only like PostgreSQL lack some of these settings; what is not there is left alone. */
function applied(settings: Readonly<Record<string, string | number>>): string {
  const rows = Object.entries(settings).map(([name, value]) => `('${name}', '${value}')`);
  return `SELECT set_config(name, value, false) FROM pg_settings JOIN (VALUES ${rows.join(', ')}) AS wanted (wanted_name, value) ON name = wanted_name`;
}

/** The same from this side, for a PostgreSQL whose machine vanished. */
const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 1_000 };

/** For every connection. */
export const limits = { ...keepAlive, application_name: 'seamless', connectionTimeoutMillis: silenceTimeoutMs };

/** For connections that do their work without `ask`: they are given up, too, when nothing comes back. */
export const ordinary = { ...limits, Client: PostgresClient, query_timeout: silenceTimeoutMs };

/** Connections for what is not a callback: the command line, and whether the database answers. */
export function openPool(connectionString: string): Pool {
  const pool = new Pool({
    ...ordinary,
    connectionString,
    max: 2,
    verify: (client, done) => void begin(client).then(() => done(), done),
  });
  pool.on('error', () => undefined);
  return pool;
}

/** Rejects with `NotReady` where only reading is possible. */
export async function begin(client: ClientBase): Promise<void> {
  demandWritable(await client.query(showReadOnly));
  rememberSession(client, await client.query<unknown[]>(askSession).catch(noneWhereUnknown));
  await client.query(onDisk);
  await client.query(patience);
  heedWarnings(client);
}

/**
 * A connection for the ledger, which uses it by `ask`. Statements are sent without waiting for the answers of those before.
 * Rejects with `NotReady` where only reading is possible.
 */
export async function connect(connectionString: string): Promise<PostgresClient> {
  const client = new PostgresClient({ ...limits, connectionString, pipeline: true });
  await client.connect();
  try {
    const [readOnly, session] = await Promise.all([
      ask(client, showReadOnly),
      ask(client, askSession).catch(noneWhereUnknown),
      ...[onDisk, patience, forBatches].map((statement) => ask(client, statement)),
    ]);
    demandWritable(readOnly);
    rememberSession(client, session);
    heedWarnings(client);
    return client;
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
}

/** Sends a statement; when nothing comes back for `silenceTimeoutMs` it rejects, and gives the connection up. */
export function ask<Row extends unknown[]>(
  client: PostgresClient,
  statement: string | QueryArrayConfig,
): Promise<QueryArrayResult<Row>> {
  const config = typeof statement === 'string' ? ({ text: statement, rowMode: 'array' } as const) : statement;
  // Nothing was sent: nothing moved.
  if (client.lost) return Promise.reject(new NotReady('the connection to PostgreSQL is lost'));
  return answerOf(client, config, silenceTimeoutMs);
}
