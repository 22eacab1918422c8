/** What commands are decided over. */
import type { AmountMinor } from '../contract/types.ts';
import { type RoundName, type RoundSum, RoundSums, type Sum } from './roundSums.ts';
import type { Account, Entry } from './state.ts';
import { countedForHour, type Transaction, transactionWith } from './transaction.ts';

/** What commands are decided over, beside the accounts and the transactions that they name. */
export interface Surroundings {
  /** The present moment, in milliseconds since 1970, UTC. */
  readonly nowMs: number;
  /** What stands in the rounds that guards look at. */
  readonly rounds?: Iterable<readonly [RoundName, Sum]>;
  /** What each provider has paid in the present hour, net and in minor units. */
  readonly paidThisHourMinor?: ReadonlyMap<string, AmountMinor>;
}

/**
 * The accounts and transactions that commands are decided over, by name and by id. It changes as decided entries are
 * applied. The constructor and `apply` throw when entries do not follow from each other.
 */
export class Snapshot {
  readonly accounts: Map<string, Account>;
  readonly nowMs: number;
  readonly #transactions = new Map<string, Transaction>();
  readonly #rounds: RoundSums;
  readonly #paidThisHourMinor: Map<string, AmountMinor>;

  constructor(
    accounts: Iterable<Account>,
    entries: Iterable<Entry>,
    surroundings: Surroundings = { nowMs: Date.now() },
  ) {
    this.accounts = new Map(Array.from(accounts, (account) => [account.name, account]));
    this.nowMs = surroundings.nowMs;
    this.#paidThisHourMinor = new Map(surroundings.paidThisHourMinor);
    this.#rounds = new RoundSums(surroundings.rounds);
    for (const entry of Array.from(entries).sort((a, b) => a.step - b.step)) this.#remember(entry);
  }

  transaction(provider: string, transactionId: string): Transaction | undefined {
    return this.#transactions.get(`${provider} ${transactionId}`);
  }

  /** What stands in a round. */
  round(provider: string, account: string, roundId: string): RoundSum {
    return this.#rounds.of({ provider, account, roundId });
  }

  /** What the provider has paid in the present hour, net. */
  paidThisHourMinor(provider: string): AmountMinor {
    return this.#paidThisHourMinor.get(provider) ?? 0n;
  }

  /** Takes in an entry that was decided. */
  apply(entry: Entry, dayWins?: string): void {
    const account = this.accounts.get(entry.account);
    if (!account || account.version + 1n !== entry.accountVersion)
      throw new Error(`entry out of order for ${entry.account}`);
    this.accounts.set(account.name, {
      ...account,
      balanceMinor: entry.balanceAfterMinor,
      version: entry.accountVersion,
      ...(dayWins !== undefined && { dayWins }),
    });
    this.#rounds.add(entry, this.#remember(entry));
    const paid = this.paidThisHourMinor(entry.provider) + countedForHour(entry);
    this.#paidThisHourMinor.set(entry.provider, paid);
  }

  #remember(entry: Entry): Transaction {
    const name = `${entry.provider} ${entry.transactionId}`;
    const transaction = transactionWith(this.#transactions.get(name), entry);
    this.#transactions.set(name, transaction);
    return transaction;
  }
}
