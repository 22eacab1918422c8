import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Sql } from './sqlOutbox.ts';

/** How long a statement waits for another process (the command line) to end its own. */
const busyTimeoutMs = 2_000;

/** An outbox in a file; durable, for one sender and the command line. */
export function openSqliteSql(file: string): Sql {
  mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file, { timeout: busyTimeoutMs, readBigInts: true });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const statements = new Map<string, StatementSync>();
  return {
    run: async (text, values = []) => {
      const statement = statements.get(text) ?? db.prepare(text);
      statements.set(text, statement);
      // Numbered parameters are named ones to SQLite.
      return statement.all(Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value])));
    },
    nowMs: `CAST(unixepoch('subsec') * 1000 AS integer)`,
    close: async () => db.close(),
  };
}
