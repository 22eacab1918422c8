/** Ends all waits at once, when a sender is closed or an operator is removed. */
export class Stopping {
  stopped = false;
  readonly waiting = new Set<{ stop(): void }>();

  stop(): void {
    this.stopped = true;
    for (const each of this.waiting) each.stop();
  }
}
