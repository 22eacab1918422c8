/** What stands in rounds, as their entries tell it. */
import type { AmountMinor } from '../contract/types.ts';
import type { Entry } from './state.ts';

/** What one account has in one round of a provider. */
export interface RoundSum {
  readonly standingBets: number;
  /** Of the standing bets. */
  readonly stakesMinor: AmountMinor;
  /** Of the standing wins. */
  readonly winsMinor: AmountMinor;
  /** Whether all of the round's entries were read. */
  readonly complete: boolean;
}

/** A round has two entries by the contract, and some more in practice; whoever makes one of thousands shall not hold up the wallet. */
export const mostRoundEntries = 1_000;

export class RoundSums {
  readonly #rounds = new Map<string, Sum>();
  /** The bets and wins by which a cancel knows what it takes back. */
  readonly #played = new Map<string, 'bet' | 'win'>();

  of(provider: string, account: string, roundId: string): RoundSum {
    const sum = this.#rounds.get(keyOf(provider, account, roundId));
    if (!sum) return nothing;
    const { standingBets, stakesMinor, winsMinor, entries } = sum;
    return { standingBets, stakesMinor, winsMinor, complete: entries <= mostRoundEntries };
  }

  /** Takes in an entry; of a transaction in the order of its steps. */
  add(entry: Entry): void {
    const { provider, account, roundId, transactionId, kind, deltaMinor } = entry;
    if (roundId === undefined) return;
    const key = keyOf(provider, account, roundId);
    const sum = this.#rounds.get(key) ?? new Sum();
    this.#rounds.set(key, sum);
    sum.entries++;
    const name = `${provider} ${transactionId}`;
    if (kind === 'bet') sum.addBet(1, -deltaMinor);
    if (kind === 'win' || kind === 'release') sum.winsMinor += deltaMinor;
    if (kind === 'cancel' && this.#played.get(name) === 'bet') sum.addBet(-1, -deltaMinor);
    if (kind === 'cancel' && this.#played.get(name) === 'win') sum.winsMinor += deltaMinor;
    if (kind === 'bet') this.#played.set(name, 'bet');
    if (kind === 'win' || kind === 'held') this.#played.set(name, 'win');
  }
}

class Sum {
  entries = 0;
  standingBets = 0;
  stakesMinor = 0n;
  winsMinor = 0n;

  addBet(bets: number, stakeMinor: AmountMinor): void {
    this.standingBets += bets;
    this.stakesMinor += stakeMinor;
  }
}

const nothing: RoundSum = { standingBets: 0, stakesMinor: 0n, winsMinor: 0n, complete: true };

/** No name of a provider or an account has a space, and the round comes last. */
function keyOf(provider: string, account: string, roundId: string): string {
  return `${provider} ${account} ${roundId}`;
}
