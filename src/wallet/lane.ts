import type { Outcome } from '../contract/callback.ts';
import { tell } from '../contract/observer.ts';
import { GroupCommitter } from '../database/groupCommitter.ts';
import type { WalletCommand } from './command.ts';
import { afterPendingReads } from '../edge/tricks/pendingReads.ts';
import { AccountsHeld, NotReady, OutcomeUnknown, TryAgain } from './store.ts';

/** A batch larger than this gains nothing more per command, and makes its first command wait. */
export const largestBatch = 500;

/** As long as it takes to read some hundred requests. */
const longTurnMs = 5;

/** A command that is not answered yet. */
export interface Waiting {
  readonly command: WalletCommand;
  readonly arrivedAtMs: number;
  readonly deadlineAtMs: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What a ledger reports while it works, for logs and metrics. An observer that throws or rejects changes no command's
 * outcome.
 */
export interface LedgerEvents {
  /**
   * A batch of `size` commands was committed. `waitedMs` is how long its first command had waited when the batch was
   * begun, `tookMs` how long the batch then took, in milliseconds.
   */
  readonly settled?: (batch: { readonly size: number; readonly waitedMs: number; readonly tookMs: number }) => unknown;
  /** Another server changed the same accounts meanwhile. Nothing of the batch moved, and it is settled again. */
  readonly triedAgain?: (error: TryAgain) => unknown;
  /** The store failed. The commands of the batch are answered all the same: as failed, or as unknown. */
  readonly storeFailed?: (error: unknown) => unknown;
}

/** Settles commands in batches, one after another: while one is being committed the next gathers. */
export class Lane {
  readonly #settle: (commands: readonly WalletCommand[]) => Promise<Outcome[]>;
  readonly #setAside: (held: readonly Waiting[], accounts: ReadonlySet<string>) => void;
  readonly #events: LedgerEvents;
  readonly #batches = new GroupCommitter<Waiting>({
    largest: () => (this.#singly > 0 ? 1 : largestBatch),
    turn: () => this.#turn(),
    commit: (batch) => this.#process(batch),
  });
  #turnMs = 0;
  /** So many commands are settled one by one. */
  #singly = 0;
  /** How long batches take at present: a little less after each that is quicker. */
  #batchMs = 0;

  /** `setAside` gets those commands of a batch whose accounts others hold; the rest is settled without them. */
  constructor(
    settle: (commands: readonly WalletCommand[]) => Promise<Outcome[]>,
    setAside: (held: readonly Waiting[], accounts: ReadonlySet<string>) => void,
    events: LedgerEvents,
  ) {
    this.#settle = settle;
    this.#setAside = setAside;
    this.#events = events;
  }

  /** How many commands are not begun yet. */
  get waiting(): number {
    return this.#batches.waiting;
  }

  get idle(): boolean {
    return this.#batches.idle;
  }

  add(waiting: Waiting): void {
    this.#batches.add(waiting);
  }

  /** In front of all others: they were there before. */
  putBack(earlier: readonly Waiting[]): void {
    this.#batches.putBack(earlier);
  }

  /** Takes out what waits for these accounts. */
  takeOut(accounts: ReadonlySet<string>): Waiting[] {
    return this.#batches.takeOut(({ command }) => accounts.has(command.account));
  }

  /** Resolves when nothing waits and nothing is under way. */
  drained(): Promise<void> {
    return this.#batches.drained();
  }

  /** Lets the batch before be answered, and what arrives meanwhile into the next. */
  async #turn(): Promise<void> {
    const begunAtMs = performance.now();
    // To wait for pending reads costs more than the end of the event loop's turn, which under overload is a long time off.
    await new Promise<void>(this.#turnMs > longTurnMs ? afterPendingReads : setImmediate);
    this.#turnMs = performance.now() - begunAtMs;
  }

  /** Answers every command of the batch, or sets it aside, or takes it up again, whatever happens. */
  async #process(batch: readonly Waiting[]): Promise<void> {
    this.#singly = Math.max(0, this.#singly - 1);
    for (let left = shedLate(batch, this.#batchMs); left.length > 0; left = shedLate(left, this.#batchMs)) {
      try {
        await this.#answer(left);
        return;
      } catch (error) {
        if (error instanceof TryAgain) tell(this.#events.triedAgain, error);
        else if (error instanceof AccountsHeld) left = this.#withoutHeld(left, error.accounts);
        else {
          tell(this.#events.storeFailed, error);
          this.#despair(left, error);
          return;
        }
      }
    }
  }

  async #answer(batch: readonly Waiting[]): Promise<void> {
    const begunAtMs = performance.now();
    const waitedMs = begunAtMs - (batch[0]?.arrivedAtMs ?? 0);
    const outcomes = await this.#settle(batch.map(({ command }) => command));
    const tookMs = performance.now() - begunAtMs;
    this.#batchMs = Math.max(tookMs, this.#batchMs * 0.9);
    tell(this.#events.settled, { size: batch.length, waitedMs, tookMs });
    for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] ?? failed);
  }

  #withoutHeld(batch: readonly Waiting[], accounts: ReadonlySet<string>): readonly Waiting[] {
    const isHeld = ({ command }: Waiting): boolean => accounts.has(command.account);
    this.#setAside(batch.filter(isHeld), accounts);
    return batch.filter((waiting) => !isHeld(waiting));
  }

  /** After a failure that trying again does not mend. */
  #despair(batch: readonly Waiting[], error: unknown): void {
    if (error instanceof OutcomeUnknown) for (const { reject } of batch) reject(error);
    else if (batch.length === 1 || error instanceof NotReady) for (const { resolve } of batch) resolve(failed);
    else {
      // Nothing moved: one by one, so that a command that can't be carried out spoils no other.
      this.#singly = batch.length;
      this.#batches.putBack(batch);
    }
  }
}

/**
 * Refuses what has waited for so long that it would be answered too late if this batch took so long, and returns the
 * rest. What still has half of its time is always begun: a store that was slow once may be quick by now.
 */
function shedLate(batch: readonly Waiting[], batchMs: number): readonly Waiting[] {
  const now = performance.now();
  const late = new Set(
    batch.filter(
      ({ arrivedAtMs, deadlineAtMs }) => now + Math.min(batchMs, (deadlineAtMs - arrivedAtMs) / 2) >= deadlineAtMs,
    ),
  );
  for (const { resolve } of late) resolve(shed);
  return late.size === 0 ? batch : batch.filter((waiting) => !late.has(waiting));
}

const failed: Outcome = { result: 'failed' };
export const shed: Outcome = { result: 'failed', note: 'shed' };
