/** Work that must follow other work, and a bound on how much is done at a time. */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #mostAtOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(mostAtOnce: number) {
    this.#mostAtOnce = mostAtOnce;
  }

  /** Does `work` when everything that came before it in this lane is done, and there is room. */
  run<Result>(lane: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(lane) ?? Promise.resolve();
    const done = before.then(() => this.#withRoom(work));
    const tail = done
      .catch(() => undefined)
      .then(() => {
        if (this.#tails.get(lane) === tail) this.#tails.delete(lane);
      });
    this.#tails.set(lane, tail);
    return done;
  }

  async #withRoom<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#mostAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      // The place goes to who waits longest, or is given up.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
