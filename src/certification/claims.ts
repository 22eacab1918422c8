/** Which case has which account: alone, or beside others that move nothing either. */

/** What a case needs: all of `accounts`, and one of `anyOf`. */
export interface Wish {
  readonly accounts: readonly string[];
  readonly anyOf: readonly string[];
  /** It moves nothing, so that others like it may use the accounts at the same time. */
  readonly quiet: boolean;
}

export interface Claim {
  /** The one of `anyOf` that is free. */
  readonly account: string;
  readonly accounts: readonly string[];
  readonly quiet: boolean;
}

/** So many at the same time are no load for anybody. */
const mostQuiet = 10;

export class Claims {
  /** How many quiet ones use an account; `alone` when one has it for itself. */
  readonly #users = new Map<string, number | 'alone'>();
  /** In the order in which they came; each gives back whether it could be served. */
  #waiting: (() => boolean)[] = [];

  /** Resolves when the accounts are free. Who comes later may be served first, when it needs others. */
  claim(wish: Wish): Promise<Claim> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        const claim = this.#take(wish);
        if (claim) resolve(claim);
        return claim !== undefined;
      });
      this.#serve();
    });
  }

  release({ accounts, quiet }: Claim): void {
    for (const account of accounts) {
      const users = this.#users.get(account);
      this.#users.set(account, quiet && typeof users === 'number' ? users - 1 : 0);
    }
    this.#serve();
  }

  #serve(): void {
    this.#waiting = this.#waiting.filter((serve) => !serve());
  }

  #take({ accounts, anyOf, quiet }: Wish): Claim | undefined {
    const account = anyOf.find((one) => this.#isFree(one, quiet));
    if (account === undefined || !accounts.every((one) => this.#isFree(one, quiet))) return undefined;
    const all = [...new Set([account, ...accounts])];
    for (const one of all) {
      const users = this.#users.get(one);
      this.#users.set(one, quiet ? (typeof users === 'number' ? users + 1 : 1) : 'alone');
    }
    return { account, accounts: all, quiet };
  }

  #isFree(account: string, quiet: boolean): boolean {
    const users = this.#users.get(account) ?? 0;
    return quiet ? users !== 'alone' && users < mostQuiet : users === 0;
  }
}
