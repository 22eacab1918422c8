import { Pool } from 'pg';
import { PostgresClient } from '../../database/postgresClient.ts';
import { markOf, type Run, standingIn } from '../../database/postgresOwner.ts';
import { demandBegun, outboxKind } from './kind.ts';
import type { Sql } from './sqlOutbox.ts';
import type { SqlReader } from './sqlOutboxReader.ts';

/** Connections of one sender to its outbox. */
const connections = 8;

/** The server gives a statement up; when nothing can be heard of the server, the sender does. By then other senders go on. */
const [statementTimeoutMs, silenceTimeoutMs] = [4_000, 5_000];

/** What is in the outbox is on disk, whatever the database's default is. */
const onDisk = `SELECT set_config('synchronous_commit', 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'`;

/** Whatever the role may do, on these connections it only reads. */
const readOnly = 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY';

/** Where the database says that there is an outbox in it. A wallet's `setting` may be beside it. */
const setting = 'outbox_setting';

/** An outbox in PostgreSQL, for several senders. */
export async function openPostgresSql(url: string, mustExist = false): Promise<Sql> {
  return claimed(openPool(url, onDisk), async (run) => {
    const standing = await standingIn(run, outboxKind, setting);
    if (mustExist) demandBegun(standing, 'the database');
    const mark = `CREATE TABLE IF NOT EXISTS ${setting} (name text PRIMARY KEY, value text NOT NULL); ${markOf(outboxKind, setting)}`;
    // Two senders that do it in the same moment: the second finds it when it looks again.
    if (standing !== 'ours') await run(mark).catch(() => run(mark));
  });
}

/** An outbox in PostgreSQL that must be there, only to be read. */
export async function openPostgresSqlReader(url: string): Promise<SqlReader> {
  return claimed(openPool(url, readOnly), async (run) =>
    demandBegun(await standingIn(run, outboxKind, setting), 'the database'),
  );
}

async function claimed(sql: Sql, claim: (run: Run) => Promise<unknown>): Promise<Sql> {
  try {
    await claim((text, values) => sql.run(text, values));
    return sql;
  } catch (error) {
    await sql.close();
    throw error;
  }
}

function openPool(url: string, first: string): Sql {
  const pool = new Pool({
    Client: PostgresClient,
    connectionString: url,
    max: connections,
    statement_timeout: statementTimeoutMs,
    query_timeout: silenceTimeoutMs,
    connectionTimeoutMillis: silenceTimeoutMs,
    verify: (client, done) => client.query(first, done),
  });
  pool.on('error', () => undefined);
  return {
    run: async (text, values = []) => (await pool.query<Record<string, unknown>>(text, [...values])).rows,
    nowMs: 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)',
    close: () => pool.end(),
  };
}
