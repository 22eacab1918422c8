/** A person at the operator, who ends the holds of the wins that players ask about. */
import { setTimeout as pause } from 'node:timers/promises';
import { endHold, type HeldWin, type HoldState, readHeldWins } from '../../../src/wallet/heldWins.ts';
import type { Store } from '../../../src/wallet/store.ts';

/** What the clerk makes of a held win; `both` releases it in the moment in which the player takes it back. */
type Decision = 'release' | 'rejection' | 'take back' | 'both';

interface Case {
  readonly provider: string;
  readonly transactionId: string;
  /** As the ledger had it last; nothing where it is not held. */
  state?: HoldState;
  decision?: Decision;
}

const looksEveryMs = 20;

export class Clerk {
  readonly #store: Store;
  readonly #random: () => number;
  #cases = new Map<string, Case>();
  #working: Promise<void>;
  #stopping = false;

  constructor(store: Store, random: () => number) {
    this.#store = store;
    this.#random = random;
    this.#working = this.#work();
  }

  /** Tells what has become of the win, and sees to it that something does. */
  ask(provider: string, id: bigint): { readonly isRejected: boolean; readonly takeBack: boolean } {
    const key = `${provider} ${id}`;
    const asked = this.#cases.get(key) ?? { provider, transactionId: String(id) };
    this.#cases.set(key, asked);
    const { state, decision } = asked;
    return { isRejected: state === 'rejected', takeBack: decision === 'take back' || decision === 'both' };
  }

  /** Nobody waits for the win any more. */
  settled(provider: string, id: bigint): void {
    this.#cases.delete(`${provider} ${id}`);
  }

  /** The ledger is not what it was: all is to be looked at again. */
  forget(): void {
    this.#cases = new Map();
  }

  stop(): Promise<void> {
    this.#stopping = true;
    return this.#working;
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      await pause(looksEveryMs);
      // A database that is away is asked again: whoever waits is not settled before.
      await Promise.allSettled(Array.from(this.#cases.values(), (one) => this.#lookAt(one)));
    }
  }

  async #lookAt(one: Case): Promise<void> {
    const { provider, transactionId } = one;
    let held: HeldWin | undefined;
    await readHeldWins(this.#store, { provider, transactionId }, (found) => void (held = found));
    if (!held || this.#cases.get(`${provider} ${transactionId}`) !== one) return;
    one.state = held.state;
    if (held.state !== 'waiting') return;
    one.decision ??= this.#decide();
    if (one.decision === 'take back') return;
    const kind = one.decision === 'both' ? 'release' : one.decision;
    const { account } = held.entry;
    await endHold(this.#store, { kind, provider, transactionId, account, reason: 'torture' }, () => undefined);
  }

  #decide(): Decision {
    const drawn = this.#random();
    if (drawn < 0.4) return 'release';
    if (drawn < 0.8) return 'rejection';
    return drawn < 0.9 ? 'take back' : 'both';
  }
}
