/** What a group committer is told of its work. */
export interface GroupCommitterOptions<Item> {
  /** How many items the next group may have. */
  readonly largest: () => number;
  /** Resolves when the next group is to be begun: what was answered has been heard, and what arrived has been added. */
  readonly turn: () => Promise<void>;
  /** Commits a group and tells each of its items what came of it. It never rejects. */
  readonly commit: (group: readonly Item[]) => Promise<void>;
}

/** Commits what comes in groups, one after another: while one is being committed the next gathers. */
export class GroupCommitter<Item> {
  readonly #options: GroupCommitterOptions<Item>;
  #queue: Item[] = [];
  #pumping: Promise<void> | undefined;
  /** For what can wait: begins a group of its own. */
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GroupCommitterOptions<Item>) {
    this.#options = options;
  }

  /** How many items are not begun yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  get idle(): boolean {
    return !this.#pumping;
  }

  /** With patience, in milliseconds, it waits as long for a group that is begun anyway, and costs no commit of its own. */
  add(item: Item, patienceMs = 0): void {
    this.#queue.push(item);
    if (patienceMs === 0) this.#begin();
    else if (!this.#pumping) this.#timer ??= setTimeout(() => this.#begin(), patienceMs);
  }

  /** In front of all others: they were there before. */
  putBack(earlier: readonly Item[]): void {
    this.#queue.unshift(...earlier);
    this.#begin();
  }

  /** Takes out those that are meant. */
  takeOut(isMeant: (item: Item) => boolean): Item[] {
    const taken = this.#queue.filter(isMeant);
    if (taken.length > 0) this.#queue = this.#queue.filter((item) => !isMeant(item));
    return taken;
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    if (this.#queue.length > 0) this.#begin();
    while (this.#pumping) await this.#pumping;
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pumping ??= this.#pump();
  }

  async #pump(): Promise<void> {
    const { largest, turn, commit } = this.#options;
    while (this.#queue.length > 0) {
      await turn();
      await commit(this.#queue.splice(0, largest()));
    }
    this.#pumping = undefined;
  }
}
