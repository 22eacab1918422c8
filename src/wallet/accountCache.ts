import type { Account } from './state.ts';

/** More than play at one time; a forgotten account costs one more look. */
const mostAccounts = 50_000;

/** The accounts as this process wrote them last. Another process may have changed them since. */
export class AccountCache {
  /** When these are half of all, those that were not used since the last time are forgotten. */
  #recent = new Figures(mostAccounts / 2);
  #older = new Figures(mostAccounts / 2);

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

/**
 * Accounts in typed arrays: a bigint that replaces another with each bet would grow old before it becomes garbage, and
 * to collect what is old holds up all callbacks for tens of milliseconds.
 */
class Figures {
  readonly #rows = new Map<string, number>();
  readonly #balancesMinor: BigInt64Array;
  readonly #versions: BigInt64Array;
  readonly #active: Uint8Array;
  #used = 0;

  constructor(most: number) {
    this.#balancesMinor = new BigInt64Array(most);
    this.#versions = new BigInt64Array(most);
    this.#active = new Uint8Array(most);
  }

  get(name: string): Account | undefined {
    const row = this.#rows.get(name);
    const balanceMinor = row === undefined ? undefined : this.#balancesMinor[row];
    const version = row === undefined ? undefined : this.#versions[row];
    if (row === undefined || balanceMinor === undefined || version === undefined) return undefined;
    return { name, active: this.#active[row] === 1, balanceMinor, version };
  }

  /** Whether there was room. */
  set({ name, active, balanceMinor, version }: Account): boolean {
    const row = this.#rows.get(name) ?? this.#used;
    if (row === this.#balancesMinor.length) return false;
    if (row === this.#used) this.#rows.set(name, this.#used++);
    this.#balancesMinor[row] = balanceMinor;
    this.#versions[row] = version;
    this.#active[row] = active ? 1 : 0;
    return true;
  }

  delete(name: string): void {
    this.#rows.delete(name);
  }

  clear(): void {
    this.#rows.clear();
    this.#used = 0;
  }
}
