import type { DatabaseSync } from 'node:sqlite';
import { openReadOnly, type ReadOnly } from '../../database/sqliteFile.ts';
import { toAccount } from '../rows.ts';
import type { Account } from '../state.ts';
import { type LedgerReader, type Query, type Row, UnusableDatabase, type Value } from '../store.ts';
import { demandCurrent, demandWallet } from './schema.ts';

/**
 * Opens the wallet in `file`, only to read it; the right to read the file is enough. Throws `UnusableDatabase` when it
 * is missing or no wallet.
 */
export function openSqliteReader(file: string): LedgerReader {
  return openWalletReadOnly(file, (opened) => {
    demandCurrent(opened.db, file);
    return new SqliteReader(file, opened);
  });
}

/** Returns what `use` makes of a database that is a wallet; refuses all others. */
export function openWalletReadOnly<Used>(file: string, use: (opened: ReadOnly) => Used): Used {
  const opened = openReadOnly(file);
  try {
    demandWallet(opened.db, file, true);
    return use(opened);
  } catch (error) {
    opened.db.close();
    throw asUnusable(file, error);
  }
}

/** Lets `work` read one moment of the database; closes it. */
export async function inspectOnce<Result>(db: DatabaseSync, work: (query: Query) => Promise<Result>): Promise<Result> {
  try {
    db.exec('BEGIN');
    return await work(async function* (sql, values = []) {
      yield* db.prepare(sql).iterate(named(values));
    });
  } finally {
    db.close();
  }
}

/** Numbered parameters are named ones to SQLite. */
export function named(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value]));
}

/** In one line, for whoever named the file. */
export function asUnusable(file: string, error: unknown): UnusableDatabase {
  if (error instanceof UnusableDatabase) return error;
  return new UnusableDatabase(
    `${file} can't be used as a wallet: ${error instanceof Error ? error.message : String(error)}. Name another.`,
    { cause: error },
  );
}

class SqliteReader implements LedgerReader {
  readonly #file: string;
  readonly #opened: ReadOnly;

  constructor(file: string, opened: ReadOnly) {
    this.#file = file;
    this.#opened = opened;
  }

  async findAccount(name: string): Promise<Account | undefined> {
    return (await this.select('SELECT * FROM ledger_account WHERE name = $1', [name])).map(toAccount)[0];
  }

  async listAccounts(after: string, limit: number): Promise<Account[]> {
    const page = 'SELECT * FROM ledger_account WHERE name > $1 ORDER BY name LIMIT $2';
    return (await this.select(page, [after, BigInt(limit)])).map(toAccount);
  }

  async inspect<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    const { db, check } = openReadOnly(this.#file);
    return inspectOnce(db, work).finally(check);
  }

  async select(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    const { db, check } = this.#opened;
    try {
      return db.prepare(sql).all(named(values));
    } finally {
      check();
    }
  }

  async close(): Promise<void> {
    this.#opened.db.close();
  }
}
