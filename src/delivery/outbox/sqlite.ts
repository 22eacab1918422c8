import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { fileToWrite, openReadOnly } from '../../database/sqliteFile.ts';
import { mark, standingOf } from '../../database/sqliteOwner.ts';
import { demandBegun, outboxKind } from './kind.ts';
import type { Sql } from './sqlOutbox.ts';
import type { SqlReader, Value } from './sqlOutboxReader.ts';

/** How long a statement waits for another process (the command line) to end its own. */
const busyTimeoutMs = 2_000;

/** An outbox in a file; durable, for one sender and the command line. */
export function openSqliteSql(file: string, mustExist = false): Sql {
  const db = new DatabaseSync(fileToWrite(file, mustExist), { timeout: busyTimeoutMs, readBigInts: true });
  try {
    // Before anything is written: it may be somebody else's.
    const standing = standingOf(db, file, outboxKind);
    if (mustExist) demandBegun(standing, file);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    if (standing === 'nobody' || standing === 'unmarked') mark(db, outboxKind);
  } catch (error) {
    db.close();
    throw error;
  }
  return { run: runBy(db), nowMs: `CAST(unixepoch('subsec') * 1000 AS integer)`, close: async () => db.close() };
}

/** An outbox in a file that must be there, only to be read. */
export function openSqliteSqlReader(file: string): SqlReader {
  const { db, check } = openReadOnly(file);
  try {
    demandBegun(standingOf(db, file, outboxKind), file);
  } catch (error) {
    db.close();
    throw error;
  }
  const run = runBy(db);
  return { run: (text, values) => run(text, values).finally(check), close: async () => db.close() };
}

function runBy(db: DatabaseSync): Sql['run'] {
  const statements = new Map<string, StatementSync>();
  return async (text: string, values: readonly Value[] = []) => {
    const statement = statements.get(text) ?? db.prepare(text);
    statements.set(text, statement);
    // Numbered parameters are named ones to SQLite.
    return statement.all(Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value])));
  };
}
