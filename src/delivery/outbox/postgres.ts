import { Pool } from 'pg';
import { PostgresClient } from '../../database/postgresClient.ts';
import { markOf, type Run, standingIn } from '../../database/postgresOwner.ts';
import type { Opening, OutboxDatabase, ReadableDatabase } from './database.ts';
import { demandBegun, demandMigratable, madeBefore, outboxKind } from './kind.ts';
import { commitBy, resolveBy } from './postgresCommit.ts';
import { type Dialect, migration, oldFigures, tables } from './schema.ts';

/** Connections of one sender to its outbox: groups are committed over one of their own, and never wait for what is read. */
const [committing, reading] = [1, 3];

/** The server gives a statement up; when nothing can be heard of the server, the sender does. By then other senders go on. */
const [statementTimeoutMs, silenceTimeoutMs] = [4_000, 5_000];

/** What is in the outbox is on disk, whatever the database's default is. */
const onDisk = `SELECT set_config('synchronous_commit', 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'`;

/** Whatever the role may do, on these connections it only reads. */
const readOnly = 'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY';

/** Where the database says that there is an outbox in it. A wallet's `setting` may be beside it. */
const setting = 'outbox_setting';

const dialect: Dialect = {
  counted: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  keyed: '',
  nowMs: 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)',
};

/** NULL before the first, and where the role may not read it. */
const lastSettlement = `SELECT last_value AS last FROM pg_sequences
  WHERE format('%I.%I', schemaname, sequencename) = pg_get_serial_sequence('settlement', 'number')`;

const isOld = `SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('delivery') AND attname = 'id' AND NOT attisdropped`;

/** An outbox in PostgreSQL, for several senders. */
export async function openPostgresDatabase(url: string, opening: Opening = {}): Promise<OutboxDatabase> {
  const { mustExist = false, earlierOperator } = opening;
  const [database, commits] = [openPool(url, onDisk, reading), openPool(url, onDisk, committing)];
  const opened: OutboxDatabase = {
    ...dialect,
    run: (text, values) => database.run(text, values),
    lastSettlement,
    close: async () => {
      await Promise.all([database.close(), commits.close()]);
    },
    commit: commitBy((text, values) => commits.run(text, values), dialect.nowMs),
    resolve: resolveBy((text, values) => database.run(text, values), dialect.nowMs),
    // Classes of SQLSTATE that tell of the data: the statement has changed nothing.
    isRefusal: (error) =>
      typeof error === 'object' && error !== null && 'code' in error && /^(22|23|54)/.test(String(error.code)),
  };
  return claimed(opened, async (run) => {
    const standing = await standingIn(run, outboxKind, setting);
    if (mustExist) demandBegun(standing, 'the database');
    const mark = `CREATE TABLE IF NOT EXISTS ${setting} (name text PRIMARY KEY, value text NOT NULL); ${markOf(outboxKind, setting)}`;
    // Two senders that do it in the same moment: the second finds it when it looks again.
    if (standing !== 'ours') await run(mark).catch(() => run(mark));
    await makeTables(run, earlierOperator);
  });
}

/** An outbox in PostgreSQL that must be there, only to be read. */
export async function openPostgresReader(url: string): Promise<ReadableDatabase> {
  return claimed(openPool(url, readOnly, reading), async (run) => {
    demandBegun(await standingIn(run, outboxKind, setting), 'the database');
    if ((await run(isOld)).length > 0) throw madeBefore();
  });
}

async function makeTables(run: Run, earlierOperator: string | undefined): Promise<void> {
  if ((await run(isOld)).length > 0) {
    const [figures] = await run(oldFigures(dialect));
    demandMigratable(Number(figures?.['deliveries']), Number(figures?.['senders']), earlierOperator);
    await run(atOnce(migration(dialect, earlierOperator ?? ''), `IF EXISTS (${isOld}) THEN`, 'END IF;'));
  } else await run(atOnce(tables(dialect), '', ''));
}

/** In one transaction, in which no other sender does the same. */
function atOnce(statements: readonly string[], before: string, behind: string): string {
  const lock = `PERFORM pg_advisory_xact_lock(hashtext('seamless outbox tables'));`;
  return `DO $do$ BEGIN ${lock} ${before} ${statements.map((text) => `EXECUTE $text$${text}$text$;`).join(' ')} ${behind} END $do$`;
}

async function claimed<Database extends ReadableDatabase>(
  database: Database,
  claim: (run: Run) => Promise<unknown>,
): Promise<Database> {
  try {
    await claim((text, values) => database.run(text, values));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Pooled extends ReadableDatabase {
  run(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

function openPool(url: string, first: string, connections: number): Pooled {
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
    lastSettlement,
    close: () => pool.end(),
  };
}
