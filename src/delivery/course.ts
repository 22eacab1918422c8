/** What is under way of one delivery. Most of them wait: this is all that is kept of it between two attempts, and the rest is in the outbox. */
import type { Passed } from './breaker.ts';
import type { DeliveryOutcome } from './outcome.ts';
import type { DeliveryRecord, MovingCommand } from './outbox/outbox.ts';
import type { Stopping } from './stopping.ts';

/**
 * Why a wait ended: its time had come; the game's own cancel came; the operator is paused, which only a bet minds; or this sender has to
 * let the delivery go.
 */
export type Woken = 'due' | 'superseded' | 'paused' | 'stopped';

export class Course {
  readonly id: string;
  readonly contract: string;
  readonly command: MovingCommand;
  readonly transactionId: string;
  /** Hears what comes of the one attempt of a bet. */
  readonly passed: Passed | undefined;
  readonly #resumed: boolean;
  /** What is in the same goes one after another. */
  lane: string;
  /** What a cancel takes back, where that was under way when the cancel came. */
  target: Course | undefined;
  /** What is sent at present: the command, or the cancel that follows a bet. */
  phase: MovingCommand;
  /** Those of the phase so far. */
  attempts: number;
  /** When the next is due, by the sender's clock, unless at once. */
  dueAtMs: number | undefined;
  /** All of them were refused. Where refusals do not end it, only that tells that nothing has moved. */
  onlyRefused = true;
  /** It ended as cancelled, and the operator may have received it all the same. */
  givenUp = false;
  /** A cancel has come: no attempt follows the one in flight. */
  superseded = false;
  #wake: ((why: Woken) => void) | undefined;
  #resolve: ((outcome: DeliveryOutcome) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;
  /** What came of it here. It rejects when it is not known. */
  readonly ended: Promise<DeliveryOutcome>;

  /** `resumed`: it was under way before, and the operator may have received it then. */
  constructor(record: DeliveryRecord, resumed: boolean, passed?: Passed) {
    const { id, contract, command, transactionId, phase, attempts, dueAtMs } = record;
    [this.id, this.contract, this.command, this.transactionId] = [id, contract, command, transactionId];
    [this.phase, this.attempts, this.dueAtMs] = [phase, attempts, dueAtMs];
    [this.#resumed, this.passed, this.lane] = [resumed, passed, laneOf(record)];
    this.ended = new Promise((resolve, reject) => ([this.#resolve, this.#reject] = [resolve, reject]));
  }

  /** Whether the operator may have received it, or what it takes back, before this sender's first attempt. */
  get sentEarlier(): boolean {
    return this.#resumed || this.target?.givenUp === true;
  }

  /** What is sent from now on. */
  begin(phase: MovingCommand): void {
    [this.phase, this.attempts, this.onlyRefused] = [phase, 0, true];
  }

  end(outcome: DeliveryOutcome): void {
    this.givenUp = outcome.kind === 'cancelled';
    this.#resolve?.(outcome);
  }

  fail(error: unknown): void {
    this.#reject?.(error);
  }

  supersede(): void {
    this.superseded = true;
    this.#wake?.('superseded');
  }

  stop(): void {
    this.#wake?.('stopped');
  }

  /**
   * Waits until `arrange` calls back, or something comes between. `arrange` calls back later, never at once, and returns what undoes it.
   */
  wait(arrange: (due: () => void) => () => void, stopping: Stopping, woken: (why: Woken) => void): void {
    if (this.superseded || stopping.stopped) {
      woken(this.superseded ? 'superseded' : 'stopped');
      return;
    }
    this.#wake = (why) => {
      this.#wake = undefined;
      stopping.waiting.delete(this);
      cancel();
      woken(why);
    };
    stopping.waiting.add(this);
    const cancel = arrange(() => this.#wake?.('due'));
  }
}

function laneOf({ account, roundId, transactionId }: DeliveryRecord): string {
  return `${account} ${roundId === '' ? transactionId : roundId}`;
}
