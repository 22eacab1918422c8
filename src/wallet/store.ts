import type { Outcome } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { WalletCommand } from './command.ts';
import type { HourSums } from './reports/hourSums.ts';
import type { Account } from './state.ts';

export { UnusableDatabase } from '../database/unusable.ts';

/**
 * Reads a wallet and changes nothing. Its methods reject with the database's own error when the database does not
 * answer.
 */
export interface LedgerReader {
  /** Resolves the account of this name, or `undefined` when there is none. */
  findAccount(name: string): Promise<Account | undefined>;
  /** Resolves at most `limit` accounts whose names come after `after`, in the order of their names. Begin with `''`. */
  listAccounts(after: string, limit: number): Promise<Account[]>;
  /**
   * Calls `work` with a query function that reads one moment of the whole database, and resolves what `work` resolves.
   * It does not wait for movements, and movements do not wait for it. The function can't be used after `work` has
   * ended.
   */
  inspect<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  /** Resolves the rows of a SELECT of few, with `values` as in a `Query`. */
  select(sql: string, values?: readonly Value[]): Promise<Row[]>;
  /** Closes the database's connections or file. */
  close(): Promise<void>;
}

/**
 * A wallet's database, to read and to write. What a method resolves is durable. When a method rejects, nothing was
 * changed, except with `OutcomeUnknown`: then nobody can know. After `TryAgain` the same call may succeed at once. To
 * carry out commands, put a `Ledger` on it, which gathers them into batches.
 */
export interface Store extends LedgerReader {
  /**
   * Carries out commands in this order, in one commit: all of them or none. Resolves one outcome for each, in the same
   * order. Rejects with `RangeError` for a negative amount, and with `AccountsHeld` when another session has locked an
   * account and keeps it locked. Where that happened lately it may reject without having waited, unless `patiently` is
   * true. `paidThisHourMinor` is what each provider has paid in the present hour, for the guards. Rejects with `OutcomeUnknown`, `TryAgain` or `NotReady`, too.
   */
  settle(commands: readonly WalletCommand[], options?: SettleOptions): Promise<Outcome[]>;
  /** Tells what this server has paid in an hour, net, by provider, and resolves what all other servers have told. */
  exchangeHourlyNet(told: ToldHour): Promise<ReadonlyMap<string, AmountMinor>>;
  /**
   * Opens an account with its first entry, of the kind `opening`. Resolves `true` when it did, and `false`, with
   * nothing changed, when the name is taken. Rejects with `RangeError` when the balance is negative or has more than 18
   * digits, the name contains NUL or half a surrogate pair, or the wallet has no such currency.
   */
  createAccount(account: NewAccount): Promise<boolean>;
  /** Says whether the player may play from now on. Resolves `false` when there is no such account. */
  setActive(name: string, active: boolean): Promise<boolean>;
  /**
   * Keeps sums of hours that are closed, in place of those of the same hour, account and game, and that all hours before
   * `before` are summed.
   */
  keepSums(sums: readonly HourSums[], before: bigint): Promise<void>;
  /** Resolves when the store can take movements. Rejects otherwise: with `NotReady` where the reason is known. */
  ping(): Promise<void>;
  /**
   * Runs statements in one commit, all or none: each must change a row. Resolves the place of the first that changed
   * none, and `undefined` when all of them did. May reject with `TryAgain`.
   */
  change(statements: readonly Statement[]): Promise<number | undefined>;
}

/** A parameter of a statement. */
export type Value = string | bigint | null;

/** An INSERT, UPDATE or DELETE in the SQL that all stores share, with parameters as in a `Query`. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** How a batch is settled. */
export interface SettleOptions {
  readonly patiently?: boolean;
  readonly paidThisHourMinor?: ReadonlyMap<string, AmountMinor>;
}

/** What one server has paid in an hour. */
export interface ToldHour {
  /** A name that no other server has, nor this one after a restart. */
  readonly server: string;
  /** Hours since 1970, UTC. */
  readonly hour: number;
  /** By provider, in minor units: wins and stakes given back, less stakes. */
  readonly netMinor: ReadonlyMap<string, AmountMinor>;
}

/**
 * Runs a SELECT and yields its rows one by one, so that their number costs no memory. `values` are the parameters `$1`,
 * `$2` and so on; each must occur in `sql`. An integer in a row may be a `bigint`, a number or a string of digits, as
 * the database gives it.
 */
export type Query = (sql: string, values?: readonly Value[]) => AsyncIterable<Row>;
/** One row: its columns' values by name. */
export type Row = Readonly<Record<string, unknown>>;

/** How a wallet is opened. */
export interface OpenOptions {
  /** The code of a currency that the wallet has, as in ISO 4217. While its only one is `XXX`, no currency, this names it. */
  readonly currency?: string | undefined;
  /** Refuses to begin a wallet where there is none. */
  readonly mustExist?: boolean;
}

/** An account to open. */
export interface NewAccount {
  /** As the provider sends it: the contract allows 1 to 64 printable characters without spaces. */
  readonly name: string;
  /** Whether the player may play. */
  readonly active: boolean;
  /** The balance that it opens with, in minor units, 0 or more. */
  readonly openingMinor: AmountMinor;
  /** The code of the currency of its money; the one that the wallet began with when not given. */
  readonly currency?: string | undefined;
}

/**
 * A commit was begun, its connection was lost, and nobody can know whether it took place. A callback is answered with
 * HTTP 500 then; the same command may be sent again, since it moves money at most once. See "When the outcome is
 * unknown" in the contract's documentation.
 */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/**
 * Nothing moved, because another session changed the same accounts or transactions meanwhile. The same call may succeed
 * at once.
 */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';
}

/**
 * Nothing moved, because other sessions have locked these accounts. Commands of all other accounts can be carried out.
 */
export class AccountsHeld extends Error {
  override readonly name = 'AccountsHeld';
  readonly accounts: ReadonlySet<string>;

  constructor(accounts: ReadonlySet<string>) {
    super(`others hold ${accounts.size} of the accounts`);
    this.accounts = accounts;
  }
}

/**
 * Nothing moved, because the store can't take movements at present; no other command would move anything either. The
 * message says why, for whoever is on call.
 */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}
