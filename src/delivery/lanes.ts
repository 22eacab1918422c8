import { Queue } from './queue.ts';

/** Whose turn is to come. */
export interface Turn {
  /** Called, later, when it has come. Who gives the turn up takes it away. */
  come: (() => void) | undefined;
}

/** Work that must follow other work: what is in one lane is done one after another. */
export class Lanes {
  /** What waits in each lane in which something is being done. */
  readonly #waiting = new Map<string, Queue<Turn>>();

  /** Whether the lane was free; otherwise the turn comes when everything that came before in this lane has left. */
  enter(lane: string, turn: Turn): boolean {
    const waiting = this.#waiting.get(lane);
    if (!waiting) this.#waiting.set(lane, new Queue());
    else waiting.push(turn);
    return !waiting;
  }

  leave(lane: string): void {
    const waiting = this.#waiting.get(lane);
    let next = waiting?.shift();
    while (next && !next.come) next = waiting?.shift();
    const turn = next;
    // Not within this call: whose turn it is may leave at once, and so on through the lane.
    if (turn) queueMicrotask(() => (turn.come ? turn.come() : this.leave(lane)));
    else this.#waiting.delete(lane);
  }
}
