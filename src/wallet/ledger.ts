import type { Outcome } from '../contract/callback.ts';
import type { WalletCommand } from './decide.ts';
import { Lane, type LedgerEvents, shed, type Waiting } from './lane.ts';
import { requireAmount, requireText } from './sound.ts';
import type { Store } from './store.ts';

export { largestBatch, type LedgerEvents } from './lane.ts';

/** Beyond this, commands would wait longer than their deadline; they are refused before they begin. */
export const longestQueue = 10_000;

/** For commands without a deadline: a store that was busy for so long is not going to be free. */
const longestWaitMs = 60_000;

/**
 * Takes commands as they come and settles them in batches. Those of accounts that others hold for long go another way
 * until they are answered, and hold up nobody else; each account's commands are carried out in their order.
 */
export class Ledger {
  readonly #common: Lane;
  readonly #patient: Lane;
  /** The accounts on the patient way, with how many of their commands are there. */
  readonly #apart = new Map<string, number>();

  constructor(store: Store, events: LedgerEvents = {}) {
    this.#common = new Lane(
      (commands) => store.settle(commands),
      (held, accounts) => {
        for (const waiting of [...held, ...this.#common.takeOut(accounts)]) this.#waitApart(waiting);
      },
      events,
    );
    this.#patient = new Lane(
      (commands) => store.settle(commands, true),
      (held) => this.#patient.putBack(held),
      events,
    );
  }

  /**
   * Carries a command out once. When it would be answered later than `deadlineAtMs` (of `performance.now()`), going by
   * how long the batches before it took, it is not begun any more.
   * Rejects with `OutcomeUnknown` when nobody can know whether it was committed, and with `RangeError`, before anything
   * is begun, when its amount is negative, or a name or id is no text that a database keeps.
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

  /** How many commands are not begun yet. */
  get waiting(): number {
    return this.#common.waiting + this.#patient.waiting;
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    while (!this.#common.idle || !this.#patient.idle) {
      await this.#common.drained();
      await this.#patient.drained();
    }
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
  if ('transactionId' in command) requireText(command.transactionId);
  if ('roundId' in command) requireText(command.roundId);
  if ('amountMinor' in command) requireAmount(command.amountMinor);
}
