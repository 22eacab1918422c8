/** Work that must follow other work: what is in one lane is done one after another. */
export class Lanes {
  /** What waits in each lane in which something is being done. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Does `work` when everything that came before it in this lane is done. */
  async run<Result>(lane: string, work: () => Promise<Result>): Promise<Result> {
    const waiting = this.#waiting.get(lane);
    if (waiting) await new Promise<void>((resolve) => waiting.push(resolve));
    else this.#waiting.set(lane, []);
    try {
      return await work();
    } finally {
      const next = this.#waiting.get(lane)?.shift();
      if (next) next();
      else this.#waiting.delete(lane);
    }
  }
}
