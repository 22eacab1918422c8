import type { Course } from './course.ts';
import { Lanes, type Turn } from './lanes.ts';

/**
 * What is under way to one operator, in the order of its rounds. It outlives a sender whose operator is removed, and is configured again
 * before all of it has ended.
 */
export class Rounds {
  readonly #lanes = new Lanes();
  /** Bets and wins: a cancel stops the attempts that remain of what it takes back. */
  readonly #byTransaction = new Map<string, Course>();

  /** The bet or win with this id, if it is under way. */
  find(transactionId: string): Course | undefined {
    return this.#byTransaction.get(transactionId);
  }

  /** Behind what its lane has already. Whether it is its turn; otherwise that comes when what came before has left. */
  enter(course: Course, turn: Turn): boolean {
    // It may be a repetition of what is there.
    if (!this.find(course.transactionId)) this.keep(course);
    return this.#lanes.enter(course.lane, turn);
  }

  /** It is the one of its transaction that is in the outbox. */
  keep(course: Course): void {
    if (course.command !== 'cancel') this.#byTransaction.set(course.transactionId, course);
  }

  leave(course: Course): void {
    this.#lanes.leave(course.lane);
    this.forget(course);
  }

  forget(course: Course): void {
    if (this.find(course.transactionId) === course) this.#byTransaction.delete(course.transactionId);
  }
}
