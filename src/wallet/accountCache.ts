import type { Account } from './state.ts';
import { AccountFigures } from './tricks/accountFigures.ts';

/** More than play at one time; a forgotten account costs one more look. */
const mostAccounts = 50_000;

/** The accounts as this process wrote them last. Another process may have changed them since. */
export class AccountCache {
  /** When these are half of all, those that were not used since the last time are forgotten. */
  #recent = new AccountFigures(mostAccounts / 2);
  #older = new AccountFigures(mostAccounts / 2);

  recall(name: string): Account | undefined {
    return this.#recent.get(name) ?? this.#older.get(name);
  }

  keep(accounts: Iterable<Account>): void {
    for (const account of accounts) {
      if (this.#recent.set(account)) continue;
      [this.#older, this.#recent] = [this.#recent, this.#older];
      this.#recent.clear();
      this.#recent.set(account);
    }
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
