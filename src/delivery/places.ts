/** A bound on how many attempts are under way at a time. */
export class Places {
  mostAtOnce: number;
  readonly #urgent: (() => void)[] = [];
  readonly #patient: (() => void)[] = [];
  #taken = 0;
  #takenByPatient = 0;

  constructor(mostAtOnce: number) {
    this.mostAtOnce = mostAtOnce;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#urgent.length + this.#patient.length;
  }

  /**
   * Resolves when there is room; at once, with nothing to wait for, where there is some. What is urgent goes before the rest, and has a
   * quarter of the places to itself: a bet, for which a player waits, is not held up by wins that hang.
   */
  enter(urgent: boolean): Promise<void> | undefined {
    if (!this.#hasRoom(urgent)) return new Promise((resolve) => (urgent ? this.#urgent : this.#patient).push(resolve));
    this.#take(urgent);
    return undefined;
  }

  leave(urgent: boolean): void {
    this.#taken--;
    if (!urgent) this.#takenByPatient--;
    this.#next();
  }

  #hasRoom(urgent: boolean): boolean {
    return this.#taken < this.mostAtOnce && (urgent || this.#takenByPatient < Math.ceil(this.mostAtOnce * 0.75));
  }

  #take(urgent: boolean): void {
    this.#taken++;
    if (!urgent) this.#takenByPatient++;
  }

  /** A place goes to who waits longest. */
  #next(): void {
    for (const [urgent, waiting] of [
      [true, this.#urgent],
      [false, this.#patient],
    ] as const) {
      while (waiting.length > 0 && this.#hasRoom(urgent)) {
        this.#take(urgent);
        waiting.shift()?.();
      }
    }
  }
}
