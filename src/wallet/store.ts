import type { Outcome } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { WalletCommand } from './decide.ts';
import type { Account } from './state.ts';

export { UnusableDatabase } from '../database/unusable.ts';

/** What only reads a wallet. */
export interface LedgerReader {
  /** How many decimals the money in it has; the database itself says so. */
  readonly currencyDecimals: number;
  findAccount(name: string): Promise<Account | undefined>;
  /** In the order of their names, at most `limit` of those behind `after`. */
  listAccounts(after: string, limit: number): Promise<Account[]>;
  /** Lets `work` read, by SQL, one moment of the whole database; it neither waits for movements nor holds them up. */
  inspect<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/**
 * Where the money is. Whatever a store resolves is durable; whatever it rejects moved nothing, unless it
 * rejects with `OutcomeUnknown`. With `TryAgain` the same may succeed at once.
 */
export interface Store extends LedgerReader {
  /**
   * Carries out commands together, one after another in this order, all or nothing; rejects with `RangeError` for a
   * negative amount. Accounts that others hold are waited for, but not for long: then it rejects with `AccountsHeld`. When
   * that happened lately it may reject so at once, unless it is told to wait.
   */
  settle(commands: readonly WalletCommand[], patiently?: boolean): Promise<Outcome[]>;
  /**
   * Opens an account with its first entry; resolves `false`, and does nothing, when the name is taken. Rejects with
   * `RangeError` when it would open below 0, or with more than is kept exactly, or its name is no text that is kept as it is.
   */
  createAccount(account: NewAccount): Promise<boolean>;
  /** Resolves `false` when there is no such account. */
  setActive(name: string, active: boolean): Promise<boolean>;
  /** Rejects when the store can't take movements at present: with `NotReady` where it can tell why. */
  ping(): Promise<void>;
}

/**
 * Runs a SELECT, with `values` for its parameters `$1`, `$2` and so on, each of which must occur in it. The rows come as they are taken,
 * however many they are; integers among them are whole numbers of any kind.
 */
export type Query = (sql: string, values?: readonly (string | bigint)[]) => AsyncIterable<Row>;
export type Row = Readonly<Record<string, unknown>>;

export interface OpenOptions {
  /** Refuses to begin a wallet where there is none. */
  readonly mustExist?: boolean;
}

export interface NewAccount {
  readonly name: string;
  readonly active: boolean;
  readonly openingMinor: AmountMinor;
}

/** The commit was begun and nobody can know whether it took place. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** Nothing moved: somebody else changed the same accounts or transactions meanwhile. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';
}

/** Nothing moved: others hold these accounts. The commands of all other accounts can be carried out. */
export class AccountsHeld extends Error {
  override readonly name = 'AccountsHeld';
  readonly accounts: ReadonlySet<string>;

  constructor(accounts: ReadonlySet<string>) {
    super(`others hold ${accounts.size} of the accounts`);
    this.accounts = accounts;
  }
}

/** Nothing moved, and no other command would: the store can't take movements at present. The message says why, to whoever is on call. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}
