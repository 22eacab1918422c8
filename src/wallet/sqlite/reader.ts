import type { DatabaseSync } from 'node:sqlite';
import { openReadOnly, type ReadOnly } from '../../database/sqliteFile.ts';
import { toAccount } from '../rows.ts';
import type { Account } from '../state.ts';
import { type LedgerReader, type Query, UnusableDatabase } from '../store.ts';
import { decimalsOf, demandWallet } from './schema.ts';

/**
 * Opens the wallet in `file`, only to read it; the right to read the file is enough. Throws `UnusableDatabase` when it
 * is missing or no wallet.
 */
export function openSqliteReader(file: string): LedgerReader {
  return openWalletReadOnly(file, (opened) => new SqliteReader(file, opened, decimalsOf(opened.db, file)));
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
      // Numbered parameters are named ones to SQLite.
      yield* db.prepare(sql).iterate(Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value])));
    });
  } finally {
    db.close();
  }
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
  readonly currencyDecimals: number;
  readonly #file: string;
  readonly #opened: ReadOnly;

  constructor(file: string, opened: ReadOnly, currencyDecimals: number) {
    this.#file = file;
    this.#opened = opened;
    this.currencyDecimals = currencyDecimals;
  }

  async findAccount(name: string): Promise<Account | undefined> {
    return this.#accounts('SELECT * FROM ledger_account WHERE name = ?', name)[0];
  }

  async listAccounts(after: string, limit: number): Promise<Account[]> {
    return this.#accounts('SELECT * FROM ledger_account WHERE name > ? ORDER BY name LIMIT ?', after, limit);
  }

  async inspect<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    const { db, check } = openReadOnly(this.#file);
    return inspectOnce(db, work).finally(check);
  }

  async close(): Promise<void> {
    this.#opened.db.close();
  }

  #accounts(sql: string, ...values: (string | number)[]): Account[] {
    const { db, check } = this.#opened;
    try {
      return db
        .prepare(sql)
        .all(...values)
        .map(toAccount);
    } finally {
      check();
    }
  }
}
