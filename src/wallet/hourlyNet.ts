/**
 * What providers have paid in the present hour, over all servers. Each server counts its own at once, and learns of the others' when
 * it exchanges figures with them through the store: until then it may pay what the others have paid meanwhile. No account waits for it.
 */
import { randomUUID } from 'node:crypto';
import type { Outcome } from '../contract/callback.ts';
import { largestMinor } from '../contract/money.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { WalletCommand } from './command.ts';
import type { Store } from './store.ts';

export class HourlyNet {
  readonly #server = randomUUID();
  #hour = 0;
  #own = new Map<string, AmountMinor>();
  #others: ReadonlyMap<string, AmountMinor> = new Map();
  /** Whether the others know of all that was paid here. */
  #isTold = true;

  /** By provider, net: less what was staked. */
  present(): ReadonlyMap<string, AmountMinor> {
    this.#turn();
    const all = new Map(this.#own);
    for (const [provider, paid] of this.#others) all.set(provider, (all.get(provider) ?? 0n) + paid);
    return all;
  }

  add(commands: readonly WalletCommand[], outcomes: readonly Outcome[]): void {
    this.#turn();
    for (const [index, command] of commands.entries()) {
      const { movedMinor = 0n } = outcomes[index] ?? {};
      if (movedMinor === 0n || !('provider' in command)) continue;
      this.#own.set(command.provider, (this.#own.get(command.provider) ?? 0n) + movedMinor);
      this.#isTold = false;
    }
  }

  /** Tells the other servers, and learns from them. Rejects when the store does not answer; the next time makes up for it. */
  async exchange(store: Store): Promise<void> {
    this.#turn();
    const hour = this.#hour;
    const netMinor = new Map(
      this.#isTold ? [] : Array.from(this.#own, ([provider, paid]) => [provider, keepable(paid)]),
    );
    this.#isTold = true;
    try {
      const others = await store.exchangeHourlyNet({ server: this.#server, hour, netMinor });
      if (hour === this.#hour) this.#others = others;
    } catch (error) {
      this.#isTold = false;
      throw error;
    }
  }

  #turn(): void {
    const hour = Math.floor(Date.now() / 3_600_000);
    // A clock that is put back by a little must not begin the hour before again.
    if (hour === this.#hour || hour === this.#hour - 1) return;
    this.#hour = hour;
    this.#own = new Map();
    this.#others = new Map();
    this.#isTold = true;
  }
}

/** What a database keeps in 64 bits; no limit is higher. Without it one provider's sum would keep those of all from being told. */
function keepable(paid: AmountMinor): AmountMinor {
  if (paid > largestMinor) return largestMinor;
  return paid < -largestMinor ? -largestMinor : paid;
}
