import type { Account } from '../state.ts';

/** More than play at one time; a forgotten account costs one more look. */
const mostAccounts = 50_000;

/** The accounts as this process wrote them last. Another process may have changed them since. */
export class RememberedAccounts {
  readonly #accounts = new Map<string, Account>();

  /** The accounts of these names, if all of them are remembered. */
  recall(names: readonly string[]): Account[] | undefined {
    const accounts: Account[] = [];
    for (const name of names) {
      const account = this.#accounts.get(name);
      if (!account) return undefined;
      accounts.push(account);
    }
    return accounts;
  }

  /** Remembers accounts, and forgets those that were not used for longest. */
  keep(accounts: Iterable<Account>): void {
    for (const account of accounts) {
      this.#accounts.delete(account.name);
      this.#accounts.set(account.name, account);
    }
    for (const name of this.#accounts.keys()) {
      if (this.#accounts.size <= mostAccounts) break;
      this.#accounts.delete(name);
    }
  }

  forget(names: Iterable<string>): void {
    for (const name of names) this.#accounts.delete(name);
  }
}
