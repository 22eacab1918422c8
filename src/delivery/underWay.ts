/** How many deliveries, or attempts, are under way, whether they wait or not. */
export class UnderWay {
  #count = 0;
  #whenNone: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  begin(): void {
    this.#count++;
  }

  end(): void {
    if (--this.#count === 0) for (const resolve of this.#whenNone.splice(0)) resolve();
  }

  /** Resolves when all have ended. */
  async ended(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((resolve) => this.#whenNone.push(resolve));
  }
}
