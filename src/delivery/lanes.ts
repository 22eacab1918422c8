/** Work that must follow other work: what is in one lane is done one after another. */
export class Lanes {
  /** What waits in each lane in which something is being done. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Resolves when everything that came before it in this lane has left; at once, with nothing to wait for, where the lane is free. */
  enter(lane: string): Promise<void> | undefined {
    const waiting = this.#waiting.get(lane);
    if (waiting) return new Promise((resolve) => waiting.push(resolve));
    this.#waiting.set(lane, []);
    return undefined;
  }

  leave(lane: string): void {
    const next = this.#waiting.get(lane)?.shift();
    if (next) next();
    else this.#waiting.delete(lane);
  }
}
