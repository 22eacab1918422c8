/**
 * A circuit breaker for the bets to one operator.
 *
 * Written here, since none that is kept fits. cockatiel (4.0.0, no dependencies) goes from open to half-open only by running what it
 * guards, so that nobody can ask before a bet is stored, and lets others wait for the trial where they are to be refused at once. opossum
 * (10.0.0) keeps timers for every breaker, hundreds here, and counts what it runs itself, while here what counts is the verdict on one
 * attempt of a delivery that goes on behind it.
 */
import type { Clock } from './clock.ts';
import type { BreakerState } from './operators.ts';

/** It opens when so many of the last bets failed, and no fewer than three quarters of them. */
const [fewestFailures, lastBets] = [10, 32];

/** How long it stays open at first, and at most: twice as long after each trial that fails. */
const [shortestOpenMs, longestOpenMs] = [1_000, 30_000];

/** So many trials have to succeed, one after another, before it closes. */
const trialsNeeded = 3;

/** A trial that has not ended by then waits behind its round, and another is let through. A bet has less time to connect and be answered. */
const longestTrialMs = 5_000;

/** Tells what came of a bet that was let through: whether it failed, or `undefined` when it was not sent. */
export type Passed = (failed: boolean | undefined) => void;

export class Breaker {
  readonly #sleep: Clock['sleep'];
  /** Of the last bets, whether each failed. */
  #failures: boolean[] = [];
  #state: BreakerState = 'closed';
  #cancelSleep: (() => void) | undefined;
  #openMs = shortestOpenMs;
  #trial = false;
  #cancelTrial: (() => void) | undefined;
  #trialsPassed = 0;
  #closed = false;

  constructor(sleep: Clock['sleep']) {
    this.#sleep = sleep;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Nothing of it keeps a process alive. */
  close(): void {
    this.#closed = true;
    this.#cancelSleep?.();
    this.#cancelTrial?.();
  }

  /** Lets a bet through, or refuses it. Half open it lets one through at a time. */
  admit(): Passed | undefined {
    const { state } = this;
    if (state === 'closed') return (failed) => this.#count(failed);
    if (state === 'open' || this.#trial) return undefined;
    this.#trial = true;
    this.#cancelTrial = this.#sleep(longestTrialMs, () => (this.#trial = false));
    return (failed) => this.#tried(failed);
  }

  #count(failed: boolean | undefined): void {
    // Of bets that were under way when it opened nothing more is learnt.
    if (failed === undefined || this.#state !== 'closed') return;
    this.#failures.push(failed);
    if (this.#failures.length > lastBets) this.#failures.shift();
    const count = this.#failures.filter(Boolean).length;
    if (count >= fewestFailures && count * 4 >= this.#failures.length * 3) this.#open();
  }

  #tried(failed: boolean | undefined): void {
    this.#trial = false;
    this.#cancelTrial?.();
    if (failed === undefined) return;
    if (failed) {
      this.#openMs = Math.min(longestOpenMs, this.#openMs * 2);
      this.#open();
    } else if (++this.#trialsPassed >= trialsNeeded) {
      this.#state = 'closed';
      this.#openMs = shortestOpenMs;
      this.#failures = [];
    }
  }

  #open(): void {
    this.#state = 'open';
    this.#trialsPassed = 0;
    if (!this.#closed) this.#cancelSleep = this.#sleep(this.#openMs, () => (this.#state = 'half-open'));
  }
}
