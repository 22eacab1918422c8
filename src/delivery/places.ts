import { Queue } from './queue.ts';

/** A bound on how many attempts are under way at a time. */
export class Places {
  #mostAtOnce: number;
  readonly #urgent = new Queue<() => void>();
  readonly #patient = new Queue<() => void>();
  #taken = 0;
  #takenByPatient = 0;

  constructor(mostAtOnce: number) {
    this.#mostAtOnce = mostAtOnce;
  }

  /** What waits has more of them at once. */
  set mostAtOnce(mostAtOnce: number) {
    this.#mostAtOnce = mostAtOnce;
    this.#fill();
  }

  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes a place, where there is one. What is urgent goes before the rest, and has a quarter of the places to itself: a bet, for which
   * a player waits, is not held up by wins that hang.
   */
  take(urgent: boolean): boolean {
    const room = this.taken < this.#mostAtOnce && (urgent || this.#takenByPatient < Math.ceil(this.#mostAtOnce * 0.75));
    if (!room) return false;
    this.#taken++;
    if (!urgent) this.#takenByPatient++;
    return true;
  }

  /** Calls back, later, with a place. It goes to who waits longest. */
  wait(urgent: boolean, placed: () => void): void {
    (urgent ? this.#urgent : this.#patient).push(placed);
  }

  leave(urgent: boolean): void {
    this.#taken--;
    if (!urgent) this.#takenByPatient--;
    this.#fill();
  }

  #fill(): void {
    for (const waiting of [this.#urgent, this.#patient]) {
      while (waiting.length > 0 && this.take(waiting === this.#urgent)) {
        const placed = waiting.shift();
        // Not within this call: who was placed may leave at once, and so on through all that wait.
        if (placed) queueMicrotask(placed);
      }
    }
  }
}
