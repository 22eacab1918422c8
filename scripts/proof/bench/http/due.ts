/** What is due and not sent yet, the earliest first; an array's `shift` is slow where many wait. */
export class Due {
  #momentsMs: number[] = [];
  #taken = 0;

  get first(): number | undefined {
    return this.#momentsMs[this.#taken];
  }

  add(momentMs: number): void {
    if (this.#taken === this.#momentsMs.length) [this.#momentsMs, this.#taken] = [[], 0];
    this.#momentsMs.push(momentMs);
  }

  take(): number | undefined {
    return this.#taken < this.#momentsMs.length ? this.#momentsMs[this.#taken++] : undefined;
  }
}
