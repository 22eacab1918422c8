import { Pool } from 'pg';
import type { Sql } from './sqlOutbox.ts';

/** Connections of one sender to its outbox. */
const connections = 8;

/** The server gives a statement up; when nothing can be heard of the server, the sender does. By then other senders go on. */
const [statementTimeoutMs, silenceTimeoutMs] = [4_000, 5_000];

/** What is in the outbox is on disk, whatever the database's default is. */
const onDisk = `SELECT set_config('synchronous_commit', 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'`;

/** An outbox in PostgreSQL, for several senders. */
export function openPostgresSql(url: string): Sql {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    statement_timeout: statementTimeoutMs,
    query_timeout: silenceTimeoutMs,
    connectionTimeoutMillis: silenceTimeoutMs,
    verify: (client, done) => client.query(onDisk, done),
  });
  pool.on('error', () => undefined);
  return {
    run: async (text, values = []) => (await pool.query<Record<string, unknown>>(text, [...values])).rows,
    nowMs: 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)',
    close: () => pool.end(),
  };
}
