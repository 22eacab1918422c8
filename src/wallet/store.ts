import type { Outcome } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { WalletCommand } from './decide.ts';
import type { Account } from './state.ts';

/**
 * Where the money is. Whatever a store resolves is durable; whatever it rejects moved nothing, unless it
 * rejects with `OutcomeUnknown`. With `TryAgain` the same may succeed at once.
 */
export interface Store {
  /** Carries out commands together, one after another in this order, all or nothing; rejects with `RangeError` for a negative amount. */
  settle(commands: readonly WalletCommand[]): Promise<Outcome[]>;
  /**
   * Opens an account with its first entry; resolves `false`, and does nothing, when the name is taken. Rejects with
   * `RangeError` when it would open below 0, or with more than is kept exactly.
   */
  createAccount(account: NewAccount): Promise<boolean>;
  findAccount(name: string): Promise<Account | undefined>;
  /** In the order of their names, at most `limit` of those behind `after`. */
  listAccounts(after: string, limit: number): Promise<Account[]>;
  /** Resolves `false` when there is no such account. */
  setActive(name: string, active: boolean): Promise<boolean>;
  /** Lets `work` read, by SQL, one moment of the whole database; it neither waits for movements nor holds them up. */
  inspect<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
  /** Rejects when the store can't take movements at present: with `NotReady` where it can tell why. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Runs a SELECT and resolves its rows; integers come as whole numbers of any kind. */
export type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

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

/** The store can't take movements at present; the message says why, to whoever is on call. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

/** The database can't be used as it is; the message says why and how to mend it. */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase';
}
