/** What the accounts of a run are known to have, so that no case asks again for what the one before it was told. */
import type { AmountMinor } from '../contract/types.ts';

export class Balances {
  readonly #known = new Map<string, AmountMinor>();
  /** Those of which a balance was ever told. */
  readonly #told = new Set<string>();
  /** How often something was sent, or ended, that may have moved an account. */
  readonly #movements = new Map<string, number>();

  known(account: string): AmountMinor | undefined {
    return this.#known.get(account);
  }

  wasTold(account: string): boolean {
    return this.#told.has(account);
  }

  /** Something begins, or has ended, that may move the account. */
  moved(account: string): void {
    this.#known.delete(account);
    this.#movements.set(account, this.#movementsOf(account) + 1);
  }

  /** A balance is asked for; what is to be done with the answer. */
  asked(account: string): (balanceMinor: AmountMinor | undefined) => void {
    const before = this.#movementsOf(account);
    return (balanceMinor) => {
      if (balanceMinor !== undefined) this.#told.add(account);
      // Of what was moved meanwhile the answer may know, or not.
      if (balanceMinor !== undefined && before === this.#movementsOf(account)) this.#known.set(account, balanceMinor);
    };
  }

  #movementsOf(account: string): number {
    return this.#movements.get(account) ?? 0;
  }
}
