import type { Outcome } from '../contract/callback.ts';
import type { WalletCommand } from './command.ts';
import { HourlyNet } from './hourlyNet.ts';
import { Lane, type LedgerEvents, shed, type Waiting } from './lane.ts';
import { requireAmount, requirePlay, requireProvider, requireText } from './sound.ts';
import type { Store } from './store.ts';

export { largestBatch, type LedgerEvents } from './lane.ts';

/** Beyond this, commands would wait longer than their deadline; they are refused before they begin. */
export const longestQueue = 10_000;

/** For commands without a deadline: a store that was busy for so long is not going to be free. */
const longestWaitMs = 60_000;

/**
 * Carries commands out on a store, each once, in batches: while one batch is being committed the next gathers. The
 * commands of an account are carried out in the order in which they came. Where another session has an account locked,
 * its commands wait in a lane of their own, so that commands of other accounts need not wait for them.
 */
export class Ledger {
  readonly #common: Lane;
  readonly #patient: Lane;
  readonly #store: Store;
  readonly #hourlyNet = new HourlyNet();
  /** The accounts on the patient way, with how many of their commands are there. */
  readonly #apart = new Map<string, number>();

  /** Works on `store`, which the ledger does not close, and tells `events` of each batch. */
  constructor(store: Store, events: LedgerEvents = {}) {
    this.#store = store;
    this.#common = new Lane(
      (commands) => this.#settle(commands, false),
      (held, accounts) => {
        for (const waiting of [...held, ...this.#common.takeOut(accounts)]) this.#waitApart(waiting);
      },
      events,
    );
    this.#patient = new Lane(
      (commands) => this.#settle(commands, true),
      (held) => this.#patient.putBack(held),
      events,
    );
  }

  /**
   * Carries a command out once, and resolves its outcome when that is durable. `deadlineAtMs` is a time of
   * `performance.now()`, in milliseconds; a minute from now when it is not given. A command that would be answered
   * later, going by how long the batches before it took, or that finds the queue full, is refused before it is begun:
   * result `failed`, note `shed`. When the store fails and nothing moved, the result is `failed`, too.
   *
   * Rejects with `OutcomeUnknown` when nobody can know whether the command was committed; it may be sent again. Rejects
   * with `RangeError`, before anything is begun, when the amount is negative, or a name or id contains NUL or half a
   * surrogate pair.
   */
  carryOut(command: WalletCommand, deadlineAtMs = performance.now() + longestWaitMs): Promise<Outcome> {
    if (this.waiting >= longestQueue) return Promise.resolve(shed);
    return new Promise((resolve, reject) => {
      // In a batch it would spoil the others.
      requireSound(command);
      const waiting = { command, arrivedAtMs: performance.now(), deadlineAtMs, resolve, reject };
      if (this.#apart.has(command.account)) this.#waitApart(waiting);
      else this.#common.add(waiting);
    });
  }

  /** How many commands wait to be begun. */
  get waiting(): number {
    return this.#common.waiting + this.#patient.waiting;
  }

  /** Resolves when no command waits or is under way; close the store after that. */
  async drained(): Promise<void> {
    while (!this.#common.idle || !this.#patient.idle) {
      await this.#common.drained();
      await this.#patient.drained();
    }
  }

  /**
   * Tells other servers on the same wallet what providers have paid here in this hour, and learns what they have, for the guard
   * `provider-hour`: call it every second. Rejects when the store does not answer.
   */
  exchangeHourlyNet(): Promise<void> {
    return this.#hourlyNet.exchange(this.#store);
  }

  async #settle(commands: readonly WalletCommand[], patiently: boolean): Promise<Outcome[]> {
    const outcomes = await this.#store.settle(commands, { patiently, paidThisHourMinor: this.#hourlyNet.present() });
    this.#hourlyNet.add(commands, outcomes);
    return outcomes;
  }

  #waitApart({ resolve, reject, ...waiting }: Waiting): void {
    const { account } = waiting.command;
    this.#apart.set(account, (this.#apart.get(account) ?? 0) + 1);
    const answered = (): void => {
      const others = (this.#apart.get(account) ?? 0) - 1;
      if (others > 0) this.#apart.set(account, others);
      else this.#apart.delete(account);
    };
    this.#patient.add({
      ...waiting,
      resolve: (outcome) => {
        answered();
        resolve(outcome);
      },
      reject: (error) => {
        answered();
        reject(error);
      },
    });
  }
}

function requireSound(command: WalletCommand): void {
  requireText(command.account);
  if ('provider' in command) requireProvider(command.provider);
  if ('targetId' in command) requireText(command.targetId);
  if ('transactionId' in command) requireText(command.transactionId);
  if ('roundId' in command) requireText(command.roundId);
  if ('play' in command) requirePlay(command.play);
  if ('reason' in command) requireText(command.reason);
  if ('amountMinor' in command) requireAmount(command.amountMinor);
}
