import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { toAccount } from '../rows.ts';
import type { Account } from '../state.ts';
import { type LedgerReader, type Query, UnusableDatabase } from '../store.ts';
import { decimalsOf } from './schema.ts';

/** Opens the wallet in `file`, which must be there, only to read it; to be allowed to read the file is enough. */
export function openSqliteReader(file: string): LedgerReader {
  const opened = openReadOnly(file);
  try {
    return new SqliteReader(file, opened, decimalsOf(opened.db, file));
  } catch (error) {
    opened.db.close();
    throw error instanceof UnusableDatabase ? error : unreadable(file, error);
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

interface ReadOnly {
  readonly db: DatabaseSync;
  /** Throws when what was read may not be true, since somebody began to write. */
  readonly check: () => void;
}

/**
 * While somebody is at work on the file there is a write-ahead log beside it, and it is read with its locks. Otherwise all
 * of it is in the file, which is read without locks: they are files beside it, which this user may not be allowed to
 * make, or which the others could not write to if this user had made them.
 */
function openReadOnly(file: string): ReadOnly {
  const url = pathToFileURL(file);
  const fingerprint = (): string => {
    const { ino, size, mtimeNs } = statSync(file, { bigint: true });
    return [existsSync(`${file}-wal`), ino, size, mtimeNs].join();
  };
  try {
    demandReadable(file);
    const before = fingerprint();
    const alone = !existsSync(`${file}-wal`);
    if (alone) url.searchParams.set('immutable', '1');
    const db = new DatabaseSync(url, { readOnly: true, readBigInts: true });
    const check = (): void => {
      if (alone && fingerprint() !== before) throw new UnusableDatabase(`${file} was written to while it was read. Run it again.`);
    };
    return { db, check };
  } catch (error) {
    throw unreadable(file, error);
  }
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
    return this.#accounts('SELECT * FROM account WHERE name = ?', name)[0];
  }

  async listAccounts(after: string, limit: number): Promise<Account[]> {
    return this.#accounts('SELECT * FROM account WHERE name > ? ORDER BY name LIMIT ?', after, limit);
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
      return db.prepare(sql).all(...values).map(toAccount);
    } finally {
      check();
    }
  }
}

/** Tells what SQLite only calls unable to open. */
function demandReadable(file: string): void {
  accessSync(file, constants.R_OK);
  if (statSync(file).isDirectory()) throw new Error('it is a folder');
  if (!existsSync(`${file}-wal`)) return;
  accessSync(`${file}-wal`, constants.R_OK);
  try {
    if (existsSync(`${file}-shm`)) accessSync(`${file}-shm`, constants.R_OK);
    else accessSync(dirname(file), constants.W_OK);
  } catch (cause) {
    throw new Error(`${file}-shm is needed, and this user has no permission to read it, or to make it. Read it as the user who writes it`, { cause });
  }
}

function unreadable(file: string, error: unknown): UnusableDatabase {
  return new UnusableDatabase(`${file} can't be read as a wallet: ${reasonOf(error)}. Name another file with --database.`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT') return 'it is not there';
  return error.message;
}
