import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { isBusy } from '../../database/sqliteBusy.ts';
import { fileToWrite, openReadOnly, watchNames } from '../../database/sqliteFile.ts';
import { mark, standingOf } from '../../database/sqliteOwner.ts';
import type { Changed, Note, Opening, OutboxDatabase, ReadableDatabase, Value } from './database.ts';
import { demandBegun, demandMigratable, madeBefore, outboxKind } from './kind.ts';
import { type DeliveryKey, type DeliveryRecord, UnusableOutbox } from './outbox.ts';
import { idOfRow, type Dialect, migration, oldFigures, resolvable, tables } from './schema.ts';

/** How long a statement waits for another process (the command line) to end its own. */
const busyTimeoutMs = 2_000;

const dialect: Dialect = {
  counted: 'integer PRIMARY KEY AUTOINCREMENT',
  keyed: ' WITHOUT ROWID',
  nowMs: `CAST(unixepoch('subsec') * 1000 AS integer)`,
};

/** SQLite keeps it for a key that counts up. */
const lastSettlement = `SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'settlement'), 0) AS last`;

/** An outbox in a file; durable, for one sender and the command line. */
export function openSqliteDatabase(file: string, opening: Opening = {}): OutboxDatabase {
  const { mustExist = false, earlierOperator } = opening;
  const name = fileToWrite(file, mustExist);
  const db = new DatabaseSync(name, { timeout: busyTimeoutMs, readBigInts: true });
  try {
    // Before anything is written: it may be somebody else's.
    const standing = standingOf(db, file, outboxKind);
    if (mustExist) demandBegun(standing, file);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    inTransaction(db, () => {
      makeTables(db, earlierOperator);
      if (standing === 'nobody' || standing === 'unmarked') mark(db, outboxKind);
    });
  } catch (error) {
    db.close();
    throw error;
  }
  const change = changesOf(db);
  const run = runBy(db);
  const lostNames = watchNames(name);
  /** A file that nobody finds any more is neither read nor written, and nothing is sent: the lease is not renewed. */
  const demandNames = (): void => {
    const lost = lostNames();
    if (lost !== undefined) throw new UnusableOutbox(lost);
  };
  const write = <Result>(work: () => Result): Result => {
    demandNames();
    return inTransaction(db, work);
  };
  return {
    ...dialect,
    lastSettlement,
    run: async (text, values) => {
      demandNames();
      return run(text, values);
    },
    commit: async (changes) =>
      write(() => changes.map((each) => (each.kind === 'add' ? change.add(each) : change.note(each)))),
    // Nothing is left of a transaction that failed; but each that is refused by a lock, or for its file, has waited for that.
    isRefusal: (error) => !isBusy(error) && !(error instanceof UnusableOutbox),
    resolve: async (key) => write(() => change.resolve(key)),
    close: async () => db.close(),
  };
}

/** An outbox in a file that must be there, only to be read. */
export function openSqliteReader(file: string): ReadableDatabase {
  const { db, check } = openReadOnly(file);
  try {
    demandBegun(standingOf(db, file, outboxKind), file);
    if (isOld(db)) throw madeBefore();
  } catch (error) {
    db.close();
    throw error;
  }
  const run = runBy(db);
  return { run: (text, values) => run(text, values).finally(check), lastSettlement, close: async () => db.close() };
}

function makeTables(db: DatabaseSync, earlierOperator: string | undefined): void {
  if (!isOld(db)) {
    for (const table of tables(dialect)) db.exec(table);
    return;
  }
  const figures = db.prepare(oldFigures(dialect)).get();
  demandMigratable(Number(figures?.['deliveries']), Number(figures?.['senders']), earlierOperator);
  for (const statement of migration(dialect, earlierOperator ?? '')) db.exec(statement);
}

function isOld(db: DatabaseSync): boolean {
  const columns = db.prepare(`SELECT name FROM pragma_table_info('delivery')`).all();
  return columns.length > 0 && !columns.some(({ name }) => name === 'operator');
}

function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function changesOf(db: DatabaseSync) {
  const add = db.prepare(
    `INSERT INTO delivery (operator, command, contract, phase, account, transaction_id, round_id, amount_minor, body, state, attempts,
                           created_at_ms, logged, sender, hold)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0) ON CONFLICT DO NOTHING`,
  );
  const note = db.prepare(
    `UPDATE delivery SET phase = ?, state = ?, attempts = ?, due_at_ms = ?, logged = ?, last_outcome = COALESCE(?, last_outcome), noted_at_ms = ${dialect.nowMs}
       WHERE number = ? AND sender = ? AND hold = ? AND ${idOfRow} = ? AND state = 'pending'`,
  );
  const log = db.prepare('INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const settle = db.prepare(
    `INSERT INTO settlement (operator, delivery, state, at_ms) VALUES (?, ?, ?, ${dialect.nowMs})`,
  );
  const resolve = db.prepare(
    `UPDATE delivery SET state = 'resolved', noted_at_ms = ${dialect.nowMs} WHERE ${resolvable} RETURNING number, operator`,
  );
  return {
    resolve({ transactionId, operator, command }: DeliveryKey): boolean {
      const [row] = resolve.all({ $1: transactionId, $2: operator, $3: command });
      if (row) settle.run(operator, Number(row['number']), 'resolved');
      return row !== undefined;
    },
    add({ record, sender }: { readonly record: DeliveryRecord; readonly sender: string }): Changed {
      const { operator, command, contract, phase, account, transactionId, roundId, amountMinor, body } = record;
      const { state, attempts, createdAtMs } = record;
      const { changes, lastInsertRowid } = add.run(
        operator,
        command,
        contract,
        phase,
        account,
        transactionId,
        roundId,
        amountMinor,
        body,
        state,
        attempts,
        createdAtMs,
        sender,
      );
      return changes ? Number(lastInsertRowid) : undefined;
    },
    note({ number, id, operator, sender, hold, phase, state, attempts, dueAtMs, attempt, logged }: Note): Changed {
      const outcome = attempt?.outcome ?? null;
      const { changes } = note.run(phase, state, attempts, dueAtMs ?? null, logged, outcome, number, sender, hold, id);
      if (!changes) return undefined;
      if (attempt) {
        const { command, atMs, durationMs, httpStatus, answer } = attempt;
        log.run(number, logged, command, atMs, Math.round(durationMs), attempt.outcome, httpStatus ?? null, answer);
      }
      if (state !== 'pending') settle.run(operator, number, state);
      return number;
    },
  };
}

function runBy(db: DatabaseSync): OutboxDatabase['run'] {
  const statements = new Map<string, StatementSync>();
  return async (text: string, values: readonly Value[] = []) => {
    const statement = statements.get(text) ?? db.prepare(text);
    // What names rows is not asked twice.
    if (!text.includes('VALUES (')) statements.set(text, statement);
    // Numbered parameters are named ones to SQLite.
    return statement.all(Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value])));
  };
}
