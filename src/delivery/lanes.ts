import { Queue } from './queue.ts';

/** Work that must follow other work: what is in one lane is done one after another. */
export class Lanes {
  /** What waits in each lane in which something is being done. */
  readonly #waiting = new Map<string, Queue<() => void>>();

  /** Whether the lane was free; otherwise it calls back, later, when everything that came before in this lane has left. */
  enter(lane: string, turn: () => void): boolean {
    const waiting = this.#waiting.get(lane);
    if (!waiting) this.#waiting.set(lane, new Queue());
    else waiting.push(turn);
    return !waiting;
  }

  leave(lane: string): void {
    const next = this.#waiting.get(lane)?.shift();
    // Not within this call: whose turn it is may leave at once, and so on through the lane.
    if (next) queueMicrotask(next);
    else this.#waiting.delete(lane);
  }
}
