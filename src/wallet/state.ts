import type { AmountMinor } from '../contract/types.ts';

/** An account as a batch found it, or left it. */
export interface Account {
  readonly name: string;
  readonly active: boolean;
  readonly balanceMinor: AmountMinor;
  /** How many entries the account has; each entry raises it by one. */
  readonly version: bigint;
}

/** What an entry is of. `tombstone` stands where a transaction would, which was cancelled before it came. */
export const entryKinds = ['opening', 'credit', 'debit', 'bet', 'win', 'cancel', 'tombstone'] as const;
export type EntryKind = (typeof entryKinds)[number];

/**
 * One movement, never changed once written. A transaction is its entries: the first is the movement
 * itself, the second, if there is one, undoes it.
 */
export interface Entry {
  readonly transactionId: string;
  /** 0 for the movement (or the tombstone in its place), 1 for its cancel. With the id: the unique key. */
  readonly step: 0 | 1;
  readonly kind: EntryKind;
  readonly account: string;
  /** Of a bet or win; empty otherwise. */
  readonly roundId: string;
  readonly deltaMinor: AmountMinor;
  readonly balanceAfterMinor: AmountMinor;
  /** The account's version with this entry. */
  readonly accountVersion: bigint;
}

/** What became of a transaction's id. */
export interface Transaction {
  readonly first: Entry;
  readonly cancelled: boolean;
}

/** What commands need to know of the ledger, growing as they are decided one after another. */
export class Snapshot {
  readonly accounts: Map<string, Account>;
  readonly transactions: Map<string, Transaction>;

  constructor(accounts: Iterable<Account>, entries: Iterable<Entry>) {
    this.accounts = new Map(Array.from(accounts, (account) => [account.name, account]));
    this.transactions = new Map();
    for (const entry of Array.from(entries).sort((a, b) => a.step - b.step)) this.#remember(entry);
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
    const known = this.transactions.get(entry.transactionId);
    if (entry.step === 1 && !known)
      throw new Error(`transaction ${entry.transactionId} is cancelled but was never made`);
    if (entry.step === 0 && known) throw new Error(`transaction ${entry.transactionId} is made twice`);
    this.transactions.set(entry.transactionId, { first: known?.first ?? entry, cancelled: entry.step === 1 });
  }
}

/** The accounts and the transactions that commands name, each once. */
export function namesOf(commands: readonly Named[]): { accounts: string[]; transactions: string[] } {
  const accounts = new Set(commands.map(({ account }) => account));
  const transactions = new Set(commands.map(({ transactionId }) => transactionId).filter((id) => id !== undefined));
  return { accounts: [...accounts], transactions: [...transactions] };
}

interface Named {
  readonly account: string;
  readonly transactionId?: string;
}
