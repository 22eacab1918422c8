/** How an operator bears up during a run: when there is no sense in asking on, of one command or of all. */
import type { AnyContract } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';
import type { Answer } from './answer.ts';

/** Why a run ends before its end. */
export interface Stop {
  readonly verdict: 'inconclusive' | 'not-certified' | 'interrupted';
  readonly reason: string;
}

/** So often it may happen by chance. */
const mostByChance = 3;

export class Health {
  readonly #contract: AnyContract;
  readonly #late = new Map<Command, number>();
  readonly #ended = new AbortController();
  #stop: Stop | undefined;
  #throttledInARow = 0;
  #unanswered = 0;
  #unansweredOdd = 0;

  constructor(contract: AnyContract) {
    this.#contract = contract;
  }

  /** Set once, when nothing more is to be asked. */
  get stop(): Stop | undefined {
    return this.#stop;
  }

  /** Aborts with it. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  end(stop: Stop): void {
    this.#stop ??= stop;
    this.#ended.abort();
  }

  /** Whether the command was late so often that its cases would only tell the same. */
  isLate(command: Command): boolean {
    return (this.#late.get(command) ?? 0) >= mostByChance;
  }

  /** Takes note of an answer: to a command, or to what is none. */
  heard(command: Command | undefined, { exchange, loss }: Answer): void {
    const { received, problem = '', durationMs } = exchange;
    this.#throttledInARow = received?.httpStatus === 429 ? this.#throttledInARow + 1 : 0;
    if (this.#throttledInARow >= mostByChance)
      this.end({
        verdict: 'inconclusive',
        reason: `it answers HTTP 429, that there are too many requests: allow the run's address more`,
      });
    if (loss === 'unreachable') this.end({ verdict: 'inconclusive', reason: `it can not be reached: ${problem}` });
    if (command !== undefined && durationMs > this.#contract.delivery[command].deadlineMs)
      this.#late.set(command, (this.#late.get(command) ?? 0) + 1);
    if (loss === 'hanging') this.#wasNotAnswered(command, problem);
  }

  /** Requests that are none may be left unanswered twice as often: to each belongs a case that fails. */
  #wasNotAnswered(command: Command | undefined, problem: string): void {
    if (command === undefined) this.#unansweredOdd++;
    else this.#unanswered++;
    if (this.#unanswered < mostByChance && this.#unansweredOdd < 2 * mostByChance) return;
    const times = command === undefined ? this.#unansweredOdd : this.#unanswered;
    const what = command ?? 'what is outside the contract';
    this.end({
      verdict: 'not-certified',
      reason: `it hangs: ${times} requests were not answered, the last of them ${what} (${problem})`,
    });
  }
}
