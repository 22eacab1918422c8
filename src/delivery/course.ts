/** What is under way of one delivery, beside its record, and what may interrupt it. */

/** Why a wait ended: its time had come; the game's own cancel came; or this sender has to let the delivery go. */
export type Woken = 'due' | 'superseded' | 'stopped';

export class Course {
  readonly lane: string;
  /** It ended as cancelled, and the operator may have received it all the same. */
  givenUp = false;
  superseded = false;
  #wake: ((why: Woken) => void) | undefined;

  constructor(lane: string) {
    this.lane = lane;
  }

  /** A cancel has come: no attempt follows the one in flight. */
  supersede(): void {
    this.superseded = true;
    this.#wake?.('superseded');
  }

  /** Waits until `arrange` calls back, or something comes between. `arrange` calls back later, never at once, and returns what undoes it. */
  wait(arrange: (due: () => void) => () => void, stopped: Stopping): Promise<Woken> {
    if (this.superseded) return Promise.resolve('superseded');
    if (stopped.stopped) return Promise.resolve('stopped');
    return new Promise((resolve) => {
      this.#wake = (why) => {
        this.#wake = undefined;
        stopped.waiting.delete(this);
        cancel();
        resolve(why);
      };
      stopped.waiting.add(this);
      const cancel = arrange(() => this.#wake?.('due'));
    });
  }

  stop(): void {
    this.#wake?.('stopped');
  }
}

/** Ends all waits at once, when a sender is closed or an operator is removed. */
export class Stopping {
  stopped = false;
  readonly waiting = new Set<Course>();

  stop(): void {
    this.stopped = true;
    for (const course of this.waiting) course.stop();
  }
}
