import type { Account } from './state.ts';

/** More than play at one time; a forgotten account costs one more look. */
const mostAccounts = 50_000;

/** The accounts as this process wrote them last. Another process may have changed them since. */
export class RememberedAccounts {
  /** When these are half of all, those that were not used since the last time are forgotten. */
  #recent = new Map<string, Account>();
  #older = new Map<string, Account>();

  recall(name: string): Account | undefined {
    return this.#recent.get(name) ?? this.#older.get(name);
  }

  keep(accounts: Iterable<Account>): void {
    for (const account of accounts) this.#recent.set(account.name, account);
    if (this.#recent.size < mostAccounts / 2) return;
    this.#older = this.#recent;
    this.#recent = new Map();
  }

  forget(names: Iterable<string>): void {
    for (const name of names) {
      this.#recent.delete(name);
      this.#older.delete(name);
    }
  }

  forgetAll(): void {
    this.#recent.clear();
    this.#older.clear();
  }
}
