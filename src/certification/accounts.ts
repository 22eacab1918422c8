/** The accounts of a run are left as they were. */
import { formatMoney } from '../contract/money.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { Answer } from './answer.ts';
import type { Within } from './line.ts';
import { Trial } from './trial.ts';

type Opening = ReadonlyMap<string, AmountMinor>;

export class Accounts {
  readonly #within: Within;
  readonly #opening: Opening;
  #closing = false;

  private constructor(within: Within, opening: Opening) {
    this.#within = within;
    this.#opening = opening;
  }

  /** Reads what the accounts have; one whose balance can't be read is left alone. */
  static async open(within: Within): Promise<Accounts> {
    const { account, others } = within.target;
    const persistent: Within = { ...within, seen: [], persists: true };
    const opening = new Map<string, AmountMinor>();
    const names = [account, ...Object.values(others)];
    const balances = await Promise.all(names.map((name) => balanceOf(persistent, name)));
    for (const [n, name] of names.entries()) {
      const balance = balances[n];
      if (balance !== undefined) opening.set(name, balance);
    }
    return new Accounts(persistent, opening);
  }

  /** What an account had at first. */
  openingOf(account: string): AmountMinor | undefined {
    return this.#opening.get(account);
  }

  /** Gives and takes what was moved of these, by wins and bets of its own, where it is more than so much. */
  async restore(names: readonly string[], atLeastMinor: (account: string) => AmountMinor): Promise<void> {
    await Promise.all(names.map((name) => this.#restoreOne(name, atLeastMinor(name))));
  }

  async #restoreOne(account: string, atLeastMinor: AmountMinor): Promise<void> {
    const before = this.#opening.get(account);
    if (before === undefined) return;
    const present = await this.#presentOf(account);
    const difference = before - (present ?? before);
    if (difference < atLeastMinor && -difference < atLeastMinor) return;
    const trial = new Trial(this.#within);
    if (difference > 0n) await trial.win(trial.newId(), difference, { account, check: '21,41' });
    else await trial.bet(trial.newId(), -difference, { account, check: '21,41,31' });
  }

  async #presentOf(account: string): Promise<AmountMinor | undefined> {
    const { balances, health } = this.#within;
    const known = balances.known(account);
    // Where every balance is late, they are put back at the end only.
    return known !== undefined || (health.isLate('balance') && !this.#closing)
      ? known
      : balanceOf(this.#within, account);
  }

  /** Restores all of them, and tells in a sentence each what they have then. */
  async close(): Promise<string[]> {
    this.#closing = true;
    const names = [...this.#opening.keys()];
    for (const name of names) this.#within.balances.moved(name);
    await this.restore(names, () => 1n);
    return Promise.all(Array.from(this.#opening, ([name, before]) => this.#moved(name, before)));
  }

  async #moved(account: string, before: AmountMinor): Promise<string> {
    const { balanceMinor: now, unroundedBalance } = await balanceAnswer(this.#within, account);
    // What was rounded is not told as what it has.
    if (unroundedBalance !== undefined)
      return `Account ${account} has ${unroundedBalance}, with more decimals than the currency is said to have.`;
    const money = (minor: AmountMinor): string => formatMoney(minor, this.#within.target.currencyDecimals);
    if (now === before)
      return `Account ${account} has ${money(before)}, as before; what the cases moved was moved back by bets and wins of their own.`;
    return `Account ${account} had ${money(before)} and has ${now === undefined ? 'a balance that can not be read' : money(now)}.`;
  }
}

async function balanceOf(within: Within, account: string): Promise<AmountMinor | undefined> {
  return (await balanceAnswer(within, account)).balanceMinor;
}

function balanceAnswer(within: Within, account: string): Promise<Answer> {
  return new Trial(within).balance({ account, check: '21' });
}
