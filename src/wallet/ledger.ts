import type { Outcome } from '../contract/callback.ts';
import { requireAmount } from './amount.ts';
import type { WalletCommand } from './decide.ts';
import { afterLap } from './lap.ts';
import { NotReady, OutcomeUnknown, type Store, TryAgain } from './store.ts';

/** A batch larger than this gains nothing more per command, and makes its first command wait. */
export const largestBatch = 500;

/** Beyond this, commands would wait longer than their deadline; they are refused before they begin. */
export const longestQueue = 10_000;

/** As long as it takes to read some hundred requests. */
const longTurnMs = 5;

/** For commands without a deadline: a store that was busy for so long is not going to be free. */
const mostAttempts = 100;

interface Waiting {
  readonly command: WalletCommand;
  readonly arrivedAtMs: number;
  readonly deadlineAtMs: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** What a ledger tells while it works. */
export interface LedgerEvents {
  /** A batch is durable; its first command had waited for so long when it was begun, and then it took so long. */
  readonly settled?: (batch: { readonly size: number; readonly waitedMs: number; readonly tookMs: number }) => void;
  /** Nothing moved and the batch is settled again: others were at the same accounts. */
  readonly triedAgain?: (error: TryAgain) => void;
  /** The store failed; the commands it was given are answered all the same. */
  readonly storeFailed?: (error: unknown) => void;
}

/**
 * Takes commands as they come and settles them in batches: while one batch is being committed the next
 * gathers.
 */
export class Ledger {
  readonly #store: Store;
  readonly #events: LedgerEvents;
  #queue: Waiting[] = [];
  #pumping: Promise<void> | undefined;
  #turnMs = 0;
  /** How long batches take at present: a little less after each that is quicker. */
  #batchMs = 0;

  constructor(store: Store, events: LedgerEvents = {}) {
    this.#store = store;
    this.#events = events;
  }

  /**
   * Carries a command out once. When it would not be answered by `deadlineAtMs` (of `performance.now()`), judged by the
   * batches before it, it is not begun any more.
   * Rejects with `OutcomeUnknown` when nobody can know whether it was committed, and with `RangeError`, before anything
   * is begun, when its amount is negative.
   */
  carryOut(command: WalletCommand, deadlineAtMs = Infinity): Promise<Outcome> {
    if (this.#queue.length >= longestQueue) return Promise.resolve(shed);
    return new Promise((resolve, reject) => {
      // In a batch it would spoil the others.
      if ('amountMinor' in command) requireAmount(command.amountMinor);
      this.#queue.push({ command, arrivedAtMs: performance.now(), deadlineAtMs, resolve, reject });
      this.#pumping ??= this.#pump();
    });
  }

  /** How many commands are not begun yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    while (this.#pumping) await this.#pumping;
  }

  async #pump(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#turn();
      await this.#settle(this.#queue.splice(0, largestBatch));
    }
    this.#pumping = undefined;
  }

  /** Lets the batch before be answered, and what arrives meanwhile into the next. */
  async #turn(): Promise<void> {
    const begunAtMs = performance.now();
    // A lap costs more than the end of the event loop's turn, which under overload is a long time off.
    await new Promise<void>(this.#turnMs > longTurnMs ? afterLap : setImmediate);
    this.#turnMs = performance.now() - begunAtMs;
  }

  /** Answers every command of the batch, whatever happens. */
  async #settle(batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const inTime = shedLate(batch, this.#batchMs);
      if (inTime.length === 0) return;
      try {
        const begunAtMs = performance.now();
        const waitedMs = begunAtMs - (inTime[0]?.arrivedAtMs ?? 0);
        const outcomes = await this.#store.settle(inTime.map(({ command }) => command));
        const tookMs = performance.now() - begunAtMs;
        this.#batchMs = Math.max(tookMs, this.#batchMs * 0.9);
        this.#events.settled?.({ size: inTime.length, waitedMs, tookMs });
        for (const [index, { resolve }] of inTime.entries()) resolve(outcomes[index] ?? failed);
        return;
      } catch (error) {
        if (error instanceof TryAgain && attempt < mostAttempts) {
          this.#events.triedAgain?.(error);
          continue;
        }
        this.#events.storeFailed?.(error);
        return this.#despair(inTime, error);
      }
    }
  }

  /** After a failure that trying again does not mend. */
  async #despair(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (error instanceof OutcomeUnknown) for (const { reject } of batch) reject(error);
    else if (batch.length === 1 || error instanceof NotReady) for (const { resolve } of batch) resolve(failed);
    // Nothing moved: one by one, so that a command that can't be carried out spoils no other.
    else for (const waiting of batch) await this.#settle([waiting]);
  }
}

/**
 * Refuses what has waited for so long that it would be answered too late if this batch took so long, and returns the
 * rest. What still has half of its time is always begun: a store that was slow once may be quick by now.
 */
function shedLate(batch: readonly Waiting[], batchMs: number): readonly Waiting[] {
  const now = performance.now();
  const late = new Set(batch.filter(({ arrivedAtMs, deadlineAtMs }) => now + Math.min(batchMs, (deadlineAtMs - arrivedAtMs) / 2) >= deadlineAtMs));
  for (const { resolve } of late) resolve(shed);
  return late.size === 0 ? batch : batch.filter((waiting) => !late.has(waiting));
}

const failed: Outcome = { result: 'failed' };
const shed: Outcome = { result: 'failed', note: 'shed' };
