import type { Account } from '../state.ts';

/**
 * At most so many accounts by their names, in typed arrays.
 *
 * - Leans on V8's garbage collector: a bigint that replaces another with each bet would grow old before it becomes garbage, and
 *   to collect what is old holds up all callbacks for tens of milliseconds. A typed array is written in place.
 * - Buys fewer such pauses: `npm run bench:http`, `p99-at-70-percent/deadline`; the tests of the stores hold how many bytes
 *   grow old with a bet (`test/wallet/storeSuite.ts`). It costs no less processor time than a map of accounts.
 * - Can go when a map of accounts passes that test.
 */
export class AccountFigures {
  readonly #rows = new Map<string, number>();
  readonly #balancesMinor: BigInt64Array;
  readonly #versions: BigInt64Array;
  readonly #active: Uint8Array;
  readonly #currencies: Uint16Array;
  /** The few codes that there are, to which the array points. */
  readonly #codes: string[] = [];
  #used = 0;

  constructor(most: number) {
    this.#balancesMinor = new BigInt64Array(most);
    this.#versions = new BigInt64Array(most);
    this.#active = new Uint8Array(most);
    this.#currencies = new Uint16Array(most);
  }

  get(name: string): Account | undefined {
    const row = this.#rows.get(name);
    const balanceMinor = row === undefined ? undefined : this.#balancesMinor[row];
    const version = row === undefined ? undefined : this.#versions[row];
    const currency = row === undefined ? undefined : this.#codes[this.#currencies[row] ?? 0];
    if (row === undefined || balanceMinor === undefined || version === undefined || currency === undefined)
      return undefined;
    return { name, active: this.#active[row] === 1, balanceMinor, version, currency };
  }

  /** Whether there was room. */
  set({ name, active, balanceMinor, version, currency }: Account): boolean {
    const row = this.#rows.get(name) ?? this.#used;
    if (row === this.#balancesMinor.length) return false;
    if (row === this.#used) this.#rows.set(name, this.#used++);
    this.#balancesMinor[row] = balanceMinor;
    this.#versions[row] = version;
    this.#active[row] = active ? 1 : 0;
    const known = this.#codes.indexOf(currency);
    this.#currencies[row] = known === -1 ? this.#codes.push(currency) - 1 : known;
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
