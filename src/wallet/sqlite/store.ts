import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Outcome } from '../../contract/callback.ts';
import { isBusy } from '../../database/sqliteBusy.ts';
import { fileToWrite, watchNames } from '../../database/sqliteFile.ts';
import { decideInOrder, type WalletCommand } from '../decide.ts';
import { AccountCache } from '../accountCache.ts';
import { toAccount, toEntry } from '../rows.ts';
import { requireOpening, requireText } from '../sound.ts';
import { type Account, type Entry, namesOf, Snapshot } from '../state.ts';
import {
  type NewAccount,
  NotReady,
  type OpenOptions,
  OutcomeUnknown,
  type Query,
  type Store,
  TryAgain,
} from '../store.ts';
import { asUnusable, inspectOnce } from './reader.ts';
import { demandWallet, prepare } from './schema.ts';
import { lockForServing } from './serverLock.ts';

/** How long a statement waits for another process (the command line) to end its own transaction. */
const busyTimeoutMs = 100;

export interface SqliteOptions extends OpenOptions {
  /** Opened by a server, of which there is one at a time; others (the command line) may work beside it. */
  readonly serving?: boolean;
}

/** Opens the wallet in `file`, and makes it when it is not there. Throws `UnusableDatabase`. */
export function openSqliteStore(
  file: string,
  currencyDecimals: number,
  { serving = false, mustExist = false }: SqliteOptions = {},
): Store {
  const name = fileToWrite(file, mustExist);
  const db = new DatabaseSync(name, { timeout: busyTimeoutMs, readBigInts: true });
  let unlock = (): void => undefined;
  try {
    // Before anything is written, beside it or into it: it may be somebody else's.
    demandWallet(db, file, mustExist);
    if (serving) unlock = lockForServing(name);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    prepare(db, file, currencyDecimals);
    return new SqliteStore(name, db, currencyDecimals, unlock);
  } catch (error) {
    db.close();
    unlock();
    throw asUnusable(file, error);
  }
}

class SqliteStore implements Store {
  readonly currencyDecimals: number;
  readonly #file: string;
  readonly #unlock: () => void;
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #lostNames: () => string | undefined;
  readonly #remembered = new AccountCache();
  /** What is remembered is true as long as SQLite says that no other connection has written. */
  #dataVersion: unknown;

  constructor(file: string, db: DatabaseSync, currencyDecimals: number, unlock: () => void) {
    this.currencyDecimals = currencyDecimals;
    this.#file = file;
    this.#unlock = unlock;
    this.#db = db;
    this.#lostNames = watchNames(file);
    this.#statements = prepareStatements(db);
  }

  async settle(commands: readonly WalletCommand[]): Promise<Outcome[]> {
    const { outcomes, accounts } = this.#atomically(() => {
      const snapshot = this.#read(commands);
      const { outcomes, entries } = decideInOrder(snapshot, commands);
      this.#write(entries);
      return { outcomes, accounts: snapshot.accounts.values() };
    });
    this.#remembered.keep(accounts);
    return outcomes;
  }

  async createAccount({ name, active, openingMinor }: NewAccount): Promise<boolean> {
    requireOpening(openingMinor);
    requireText(name);
    return this.#atomically(() => {
      if (this.#statements.insertAccount.run(name, active ? 1 : 0).changes === 0n) return false;
      const opening = { transactionId: `opening:${name}`, step: 0, kind: 'opening', roundId: '' } as const;
      const figures = { deltaMinor: openingMinor, balanceAfterMinor: openingMinor, accountVersion: 1n };
      this.#write([{ ...opening, account: name, ...figures }]);
      return true;
    });
  }

  async findAccount(name: string): Promise<Account | undefined> {
    return this.#findAccount(name);
  }

  async listAccounts(after: string, limit: number): Promise<Account[]> {
    return this.#statements.accountsAfter.all(after, limit).map(toAccount);
  }

  async setActive(name: string, active: boolean): Promise<boolean> {
    const changed = this.#atomically(() => this.#statements.setActive.run(active ? 1 : 0, name).changes === 1n);
    this.#remembered.forget([name]);
    return changed;
  }

  async inspect<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    this.#demandNames();
    return inspectOnce(new DatabaseSync(this.#file, { readOnly: true, readBigInts: true }), work);
  }

  async ping(): Promise<void> {
    this.#demandNames();
    this.#statements.ping.get();
  }

  async close(): Promise<void> {
    this.#db.close();
    this.#unlock();
  }

  #findAccount(name: string): Account | undefined {
    const row = this.#statements.account.get(name);
    return row && toAccount(row);
  }

  #read(commands: readonly WalletCommand[]): Snapshot {
    const { accounts: names, transactions } = namesOf(commands);
    const dataVersion = this.#statements.dataVersion.get()?.['data_version'];
    if (dataVersion !== this.#dataVersion) this.#remembered.forgetAll();
    this.#dataVersion = dataVersion;
    const accounts = names
      .map((name) => this.#remembered.recall(name) ?? this.#findAccount(name))
      .filter((account) => account !== undefined);
    const entries = transactions.flatMap((id) => this.#statements.entries.all(id).map(toEntry));
    return new Snapshot(accounts, entries);
  }

  #write(entries: readonly Entry[]): void {
    const atMs = BigInt(Date.now());
    for (const entry of entries) {
      const { account, balanceAfterMinor, accountVersion } = entry;
      const { changes } = this.#statements.updateAccount.run(
        balanceAfterMinor,
        accountVersion,
        account,
        accountVersion - 1n,
      );
      if (changes !== 1n) throw new Error(`account ${account} is not at version ${accountVersion - 1n}`);
      this.#statements.insertEntry.run(
        entry.transactionId,
        entry.step,
        entry.kind,
        account,
        entry.roundId,
        entry.deltaMinor,
        balanceAfterMinor,
        accountVersion,
        atMs,
      );
    }
  }

  #demandNames(): void {
    const lost = this.#lostNames();
    if (lost !== undefined) throw new NotReady(`${lost}; until then nothing is written`);
  }

  #begin(): void {
    this.#demandNames();
    try {
      this.#db.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (isBusy(error)) throw new TryAgain('another process is writing', { cause: error });
      throw error;
    }
  }

  /** Runs `work` in a transaction that is durable when this returns. */
  #atomically<Result>(work: () => Result): Result {
    this.#begin();
    let result: Result;
    try {
      result = work();
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
    try {
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#remembered.forgetAll();
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw new OutcomeUnknown('the commit failed', { cause: error });
    }
    return result;
  }
}

function prepareStatements(db: DatabaseSync) {
  return {
    account: db.prepare('SELECT * FROM account WHERE name = ?'),
    accountsAfter: db.prepare('SELECT * FROM account WHERE name > ? ORDER BY name LIMIT ?'),
    entries: db.prepare('SELECT * FROM entry WHERE transaction_id = ? ORDER BY step'),
    insertAccount: db.prepare('INSERT INTO account VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING'),
    updateAccount: db.prepare('UPDATE account SET balance_minor = ?, version = ? WHERE name = ? AND version = ?'),
    setActive: db.prepare('UPDATE account SET active = ? WHERE name = ?'),
    insertEntry: db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    dataVersion: db.prepare('PRAGMA data_version'),
    ping: db.prepare('SELECT 1 FROM setting'),
  } satisfies Record<string, StatementSync>;
}
