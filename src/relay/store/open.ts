import { DatabaseSync } from 'node:sqlite';
import { Pool } from 'pg';
import { PostgresClient } from '../../database/postgresClient.ts';
import { fileToWrite } from '../../database/sqliteFile.ts';
import { parseDatabaseUrl } from '../../database/url.ts';
import { openOutboxAt, openOutboxReaderAt } from '../../delivery/outbox/open.ts';
import { type RelayDatabase, type RelayStore, storeIn, tables } from './store.ts';

/** How long a statement waits for another process to end its own, or PostgreSQL may take over one. */
const busyTimeoutMs = 2_000;
const statementTimeoutMs = 4_000;

/**
 * Opens what stands beside the outbox at `sqlite:FILE` or `postgres://…`, which is begun when it is not there, unless it must exist. Rejects
 * with `UnusableOutbox` when there is none, or it can't be used.
 */
export async function openRelayStoreAt(url: string, { mustExist = false } = {}): Promise<RelayStore> {
  // So it is known whose database it is.
  const outbox = await (mustExist ? openOutboxReaderAt(url) : openOutboxAt(url));
  await outbox.close();
  const at = parseDatabaseUrl(url);
  const database = at.kind === 'postgres' ? postgres(at.url) : sqlite(at.file);
  try {
    // Two relays that do it in the same moment: the second finds it when it looks again.
    for (const table of tables) await database.run(table).catch(() => database.run(table));
  } catch (error) {
    await database.close();
    throw error;
  }
  return storeIn(database);
}

function sqlite(file: string): RelayDatabase {
  const db = new DatabaseSync(fileToWrite(file, true), { timeout: busyTimeoutMs });
  db.exec('PRAGMA synchronous = FULL');
  return {
    // Numbered parameters are named ones to SQLite.
    run: async (text, values = []) =>
      db.prepare(text).all(Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value]))),
    close: async () => db.close(),
  };
}

function postgres(url: string): RelayDatabase {
  const pool = new Pool({
    Client: PostgresClient,
    connectionString: url,
    max: 2,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs,
    connectionTimeoutMillis: statementTimeoutMs,
  });
  pool.on('error', () => undefined);
  return {
    run: async (text, values = []) => (await pool.query<Record<string, unknown>>(text, [...values])).rows,
    close: () => pool.end(),
  };
}
