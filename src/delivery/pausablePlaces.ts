import type { Command } from '../contract/types.ts';
import type { Course, Stopping, Woken } from './course.ts';
import type { MovingCommand } from './outbox/outbox.ts';
import { Places } from './places.ts';

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

  /** Paused or not; resolves with a place, at once when nothing is returned. */
  enter(command: Command): Promise<void> | undefined {
    return this.#places.enter(isUrgent(command));
  }

  leave(command: Command): void {
    this.#places.leave(isUrgent(command));
  }

  /** Resolves `due` with a place, when it may be sent; otherwise why it may not. */
  async place(command: MovingCommand, course: Course): Promise<Woken> {
    for (;;) {
      while (this.#paused) {
        const woken = await course.wait((due) => {
          this.#waiting.add(due);
          return () => this.#waiting.delete(due);
        }, this.#stopping);
        if (woken !== 'due') return woken;
      }
      if (this.#stopping.stopped) return 'stopped';
      if (course.superseded) return 'superseded';
      const room = this.enter(command);
      if (!room) return 'due';
      await room;
      if (this.#keepsPlace(command, course)) return 'due';
    }
  }

  /** For what is new: whether it has a place, and at once where nobody has to wait. It does not wait for a resume. */
  placeNew(command: MovingCommand, course: Course): boolean | Promise<boolean> {
    if (this.#paused || course.superseded) return false;
    const room = this.enter(command);
    return room ? room.then(() => this.#keepsPlace(command, course)) : true;
  }

  /** Whether it may still be sent, now that it has a place, for which it may have waited long; otherwise the place is another's. */
  #keepsPlace(command: MovingCommand, course: Course): boolean {
    if (!this.#paused && !course.superseded) return true;
    this.leave(command);
    return false;
  }
}

/** A player waits for it. */
function isUrgent(command: Command): boolean {
  return command !== 'win' && command !== 'cancel';
}
