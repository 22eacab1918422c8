import { DatabaseSync } from 'node:sqlite';
import type { Outcome } from '../../contract/callback.ts';
import { isBusy } from '../../database/sqliteBusy.ts';
import { fileToWrite, watchNames } from '../../database/sqliteFile.ts';
import type { AmountMinor } from '../../contract/types.ts';
import { countsDays, type GuardedRounds, guardedRounds, namesOf, type WalletCommand } from '../command.ts';
import { decideInOrder } from '../decide.ts';
import { AccountCache } from '../accountCache.ts';
import { entryColumns } from '../entryColumns.ts';
import { keyOf, type RoundName, type Sum, toRoundSum } from '../roundSums.ts';
import { netBy, toAccount, toEntry } from '../rows.ts';
import { requireCurrency } from '../currency.ts';
import { hourColumns, type HourSums } from '../reports/hourSums.ts';
import { requireOpening, requireText } from '../sound.ts';
import { type Account, type Entry, operatorProvider } from '../state.ts';
import { Snapshot } from '../snapshot.ts';
import {
  type ToldHour,
  type NewAccount,
  NotReady,
  type OpenOptions,
  OutcomeUnknown,
  type Query,
  type SettleOptions,
  type Row,
  type Statement,
  type Store,
  TryAgain,
  type Value,
} from '../store.ts';
import { asUnusable, inspectOnce, named } from './reader.ts';
import { demandWallet, isMigrationDue, prepare } from './schema.ts';
import { lockForServing } from './serverLock.ts';
import { prepareStatements } from './statements.ts';

/** How long a statement waits for another process (the command line) to end its own transaction. */
const busyTimeoutMs = 100;

/** How a wallet in a file is opened. */
export interface SqliteOptions extends OpenOptions {
  /**
   * When true, the file is locked for this process as its one server. Programs that open it without may work beside the
   * server.
   */
  readonly serving?: boolean;
}

/**
 * Opens the wallet in `file`. Makes it when it is not there, unless `mustExist`. `currencyDecimals` must be those
 * of the currency that is named, or of the one that it began with. Throws `UnusableDatabase` when the file can't be opened, belongs to another program, currency
 * or newer version, has a second name, or, with `serving`, is served already.
 */
export function openSqliteStore(
  file: string,
  currencyDecimals: number | undefined,
  { serving = false, mustExist = false, currency }: SqliteOptions = {},
): Store {
  const name = fileToWrite(file, mustExist);
  const db = new DatabaseSync(name, { timeout: busyTimeoutMs, readBigInts: true });
  let unlock = (): void => undefined;
  try {
    // Before anything is written, beside it or into it: it may be somebody else's.
    demandWallet(db, file, mustExist);
    // An older server that runs would answer from tables that are gone.
    const isDue = isMigrationDue(db, name);
    if (serving || isDue) unlock = lockForServing(name);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    prepare(db, name, { decimals: currencyDecimals, code: currency });
    if (!serving) {
      unlock();
      unlock = () => undefined;
    }
    return new SqliteStore(name, db, unlock);
  } catch (error) {
    db.close();
    unlock();
    throw asUnusable(file, error);
  }
}

class SqliteStore implements Store {
  readonly #file: string;
  readonly #unlock: () => void;
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #lostNames: () => string | undefined;
  readonly #remembered = new AccountCache();
  /** What is remembered is true as long as SQLite says that no other connection has written. */
  #dataVersion: unknown;

  constructor(file: string, db: DatabaseSync, unlock: () => void) {
    this.#file = file;
    this.#unlock = unlock;
    this.#db = db;
    this.#lostNames = watchNames(file);
    this.#statements = prepareStatements(db);
  }

  async settle(commands: readonly WalletCommand[], { paidThisHourMinor }: SettleOptions = {}): Promise<Outcome[]> {
    const { outcomes, accounts } = this.#atomically(() => {
      const snapshot = this.#read(commands, paidThisHourMinor);
      const { outcomes, entries } = decideInOrder(snapshot, commands);
      this.#write(entries, snapshot);
      return { outcomes, accounts: snapshot.accounts.values() };
    });
    this.#remembered.keep(accounts);
    return outcomes;
  }

  async createAccount({ name, active, openingMinor, currency }: NewAccount): Promise<boolean> {
    requireOpening(openingMinor);
    requireText(name);
    await requireCurrency(this, currency);
    return this.#atomically(() => {
      if (this.#statements.insertAccount.run(name, active ? 1 : 0, currency ?? null).changes === 0n) return false;
      const id = { provider: operatorProvider, transactionId: `opening:${name}`, step: 0 } as const;
      const told = {
        kind: 'opening',
        roundId: undefined,
        targetId: undefined,
        play: undefined,
        reason: undefined,
      } as const;
      const figures = { deltaMinor: openingMinor, balanceAfterMinor: openingMinor, accountVersion: 1n };
      this.#write([{ ...id, ...told, account: name, ...figures }], undefined);
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

  async keepSums(sums: readonly HourSums[], before: bigint): Promise<void> {
    this.#atomically(() => {
      for (const hour of sums) this.#statements.keepHour.run(...hourColumns.map(([, , of]) => of(hour)));
      this.#statements.summedBefore.run(String(before));
    });
  }

  async inspect<Result>(work: (query: Query) => Promise<Result>): Promise<Result> {
    this.#demandNames();
    return inspectOnce(new DatabaseSync(this.#file, { readOnly: true, readBigInts: true }), work);
  }

  async exchangeHourlyNet({ server, hour, netMinor }: ToldHour): Promise<ReadonlyMap<string, AmountMinor>> {
    if (netMinor.size > 0)
      this.#atomically(() => {
        for (const [provider, paid] of netMinor) this.#statements.tellHour.run(provider, hour, server, paid);
      });
    return netBy(this.#statements.othersHour.all(hour, server));
  }

  async ping(): Promise<void> {
    this.#demandNames();
    this.#statements.ping.get();
  }

  async select(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    return this.#db.prepare(sql).all(named(values));
  }

  async change(statements: readonly Statement[]): Promise<number | undefined> {
    try {
      this.#atomically(() => {
        for (const [place, { sql, values }] of statements.entries())
          if (this.#db.prepare(sql).run(named(values)).changes === 0n) throw new NothingChanged(place);
      });
      return undefined;
    } catch (error) {
      if (error instanceof NothingChanged) return error.place;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#db.close();
    this.#unlock();
  }

  #findAccount(name: string): Account | undefined {
    const row = this.#statements.account.get(name);
    return row && toAccount(row);
  }

  #read(commands: readonly WalletCommand[], paidThisHourMinor: SettleOptions['paidThisHourMinor']): Snapshot {
    const { accounts: names, transactions } = namesOf(commands);
    const dataVersion = this.#statements.dataVersion.get()?.['data_version'];
    if (dataVersion !== this.#dataVersion) this.#remembered.forgetAll();
    this.#dataVersion = dataVersion;
    // What guards have counted is not remembered.
    const guarded = new Set(commands.filter(countsDays).map(({ account }) => account));
    const accounts = names
      .map((name) => (guarded.has(name) ? undefined : this.#remembered.recall(name)) ?? this.#findAccount(name))
      .filter((account) => account !== undefined);
    const entries = transactions.flatMap(({ provider, transactionId }) =>
      this.#statements.entries.all(provider, transactionId).map(toEntry),
    );
    const rounds = this.#readRounds(guardedRounds(commands), entries);
    return new Snapshot(accounts, entries, {
      nowMs: Date.now(),
      rounds,
      ...(paidThisHourMinor && { paidThisHourMinor }),
    });
  }

  /** `entries` are those of all transactions that the commands name, so also of what a cancel undoes. */
  #readRounds({ wins, targets }: GuardedRounds, entries: readonly Entry[]): (readonly [RoundName, Sum])[] {
    if (wins.length + targets.length === 0) return [];
    const undone = targets.flatMap(({ provider, transactionId }) => {
      const first = entries.find((entry) => entry.provider === provider && entry.transactionId === transactionId);
      return first?.roundId === undefined ? [] : [{ provider, account: first.account, roundId: first.roundId }];
    });
    const rounds = new Map([...wins, ...undone].map((round) => [keyOf(round), round]));
    return Array.from(rounds.values(), (round) => {
      const row = this.#statements.round.get(round.roundId, round.account, round.provider);
      return [round, toRoundSum(row ?? {})] as const;
    });
  }

  #write(entries: readonly Entry[], snapshot: Snapshot | undefined): void {
    const atMs = BigInt(Date.now());
    for (const entry of entries) {
      const { account, balanceAfterMinor, accountVersion } = entry;
      const { changes } = this.#statements.updateAccount.run(
        balanceAfterMinor,
        accountVersion,
        snapshot?.accounts.get(account)?.dayWins ?? null,
        account,
        accountVersion - 1n,
      );
      if (changes !== 1n) throw new Error(`account ${account} is not at version ${accountVersion - 1n}`);
      this.#statements.insertEntry.run(...entryColumns.map(([, , of]) => of(entry)), atMs);
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

/** Takes back what was changed before. */
class NothingChanged extends Error {
  readonly place: number;

  constructor(place: number) {
    super(`statement ${place} changed nothing`);
    this.place = place;
  }
}
