import type { Command } from '../contract/types.ts';
import type { Course, Woken } from './course.ts';
import { Places } from './places.ts';
import type { Stopping } from './stopping.ts';

/** The places of one operator, which movements get none of while it is paused. */
export class PausablePlaces {
  readonly #places: Places;
  readonly #stopping: Stopping;
  /** What waits until it is resumed. */
  readonly #waiting = new Set<() => void>();
  #paused: boolean;

  constructor(mostAtOnce: number, paused: boolean, stopping: Stopping) {
    this.#places = new Places(mostAtOnce);
    this.#paused = paused;
    this.#stopping = stopping;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get taken(): number {
    return this.#places.taken;
  }

  set mostAtOnce(mostAtOnce: number) {
    this.#places.mostAtOnce = mostAtOnce;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    for (const resume of this.#waiting) resume();
  }

  /** For an enquiry: paused or not. Resolves with a place; at once when nothing is returned. */
  enter(command: Command): Promise<void> | undefined {
    const urgent = isUrgent(command);
    return this.#places.take(urgent) ? undefined : new Promise((resolve) => this.#places.wait(urgent, resolve));
  }

  leave(command: Command): void {
    this.#places.leave(isUrgent(command));
  }

  /** Takes a place for the next attempt, where it may be made and there is one. */
  take(course: Course): boolean {
    return this.#mayLeave(course) && this.#places.take(isUrgent(course.phase));
  }

  /** Calls back with a place, when it is `due`; otherwise with why no attempt is to be made. A bet that was never sent does not wait for a resume. */
  wait(course: Course, woken: (why: Woken) => void): void {
    if (course.superseded) woken('superseded');
    else if (this.#stopping.stopped) woken('stopped');
    else if (this.#paused && course.phase === 'bet' && course.attempts === 0) woken('paused');
    else if (this.#paused) this.#waitForResume(course, woken);
    else {
      // It may have waited long: what has come meanwhile makes the place another's.
      this.#places.wait(isUrgent(course.phase), () => {
        if (this.#mayLeave(course)) woken('due');
        else {
          this.leave(course.phase);
          this.wait(course, woken);
        }
      });
    }
  }

  #waitForResume(course: Course, woken: (why: Woken) => void): void {
    const arrange = (due: () => void): (() => void) => {
      this.#waiting.add(due);
      return () => this.#waiting.delete(due);
    };
    course.wait(arrange, this.#stopping, (why) => {
      if (why !== 'due') woken(why);
      else if (this.take(course)) woken('due');
      else this.wait(course, woken);
    });
  }

  #mayLeave({ superseded }: Course): boolean {
    return !this.#paused && !superseded && !this.#stopping.stopped;
  }
}

/** A player waits for it. */
function isUrgent(command: Command): boolean {
  return command !== 'win' && command !== 'cancel';
}
