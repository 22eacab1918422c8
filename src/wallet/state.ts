import type { Play } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';

/** A player's account, at one moment. */
export interface Account {
  /** As the provider sends it. */
  readonly name: string;
  /** Whether the player may play. */
  readonly active: boolean;
  /** The sum of the account's entries, in minor units. Negative only after a win was cancelled that had been spent. */
  readonly balanceMinor: AmountMinor;
  /** How many entries the account has; each entry raises it by one. */
  readonly version: bigint;
}

/**
 * What an entry is of. `tombstone` stands where a transaction would, which was cancelled before it came. `cancel` undoes a
 * transaction and stands behind it; `cancel-request` takes the place of the cancel's own id, where it has one.
 */
export const entryKinds = [
  'opening',
  'credit',
  'debit',
  'bet',
  'win',
  'cancel',
  'cancel-request',
  'tombstone',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Whose the operator's own movements are: no callback may name it. */
export const operatorProvider = '-';

/** A transaction's id is one of the provider that gave it. */
export interface TransactionName {
  readonly provider: string;
  readonly transactionId: string;
}

/**
 * One line of the ledger, never changed or deleted once written. A transaction has one entry or two: the first is the
 * movement, the second, if there is one, is its cancel.
 */
export interface Entry extends TransactionName {
  /** 0 for the movement (or what stands in its place), 1 for its cancel. With the name: the unique key. */
  readonly step: 0 | 1;
  readonly kind: EntryKind;
  /** The name of the account. */
  readonly account: string;
  /** Of a bet or win, and of what undoes it. */
  readonly roundId: string | undefined;
  /** Of a `cancel-request`: the transaction that it undid. */
  readonly targetId: string | undefined;
  readonly deltaMinor: AmountMinor;
  /** The account's balance with this entry, in minor units. */
  readonly balanceAfterMinor: AmountMinor;
  /** The account's version with this entry: 1 for its first entry, and one more with each. */
  readonly accountVersion: bigint;
  /** What the callback told of the game. */
  readonly play: Play | undefined;
  /** What the operator gave for a reason. */
  readonly reason: string | undefined;
}

/** A transaction as its entries tell it. */
export interface Transaction {
  /** The movement, or the tombstone in its place. */
  readonly first: Entry;
  /** Whether a cancel has undone it. */
  readonly cancelled: boolean;
}

/**
 * The accounts and transactions that commands are decided over, by name and by id. It changes as decided entries are
 * applied. The constructor and `apply` throw when entries do not follow from each other.
 */
export class Snapshot {
  readonly accounts: Map<string, Account>;
  readonly #transactions = new Map<string, Transaction>();

  constructor(accounts: Iterable<Account>, entries: Iterable<Entry>) {
    this.accounts = new Map(Array.from(accounts, (account) => [account.name, account]));
    for (const entry of Array.from(entries).sort((a, b) => a.step - b.step)) this.#remember(entry);
  }

  transaction(provider: string, transactionId: string): Transaction | undefined {
    return this.#transactions.get(`${provider} ${transactionId}`);
  }

  /** Takes in an entry that was decided. */
  apply(entry: Entry): void {
    const account = this.accounts.get(entry.account);
    if (!account || account.version + 1n !== entry.accountVersion)
      throw new Error(`entry out of order for ${entry.account}`);
    this.accounts.set(account.name, {
      ...account,
      balanceMinor: entry.balanceAfterMinor,
      version: entry.accountVersion,
    });
    this.#remember(entry);
  }

  #remember(entry: Entry): void {
    const name = `${entry.provider} ${entry.transactionId}`;
    const known = this.#transactions.get(name);
    if (entry.step === 1 && !known) throw new Error(`transaction ${name} is cancelled but was never made`);
    if (entry.step === 0 && known) throw new Error(`transaction ${name} is made twice`);
    this.#transactions.set(name, { first: known?.first ?? entry, cancelled: entry.step === 1 });
  }
}
