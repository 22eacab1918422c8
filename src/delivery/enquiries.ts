/** Commands that move nothing: they are sent as often as the contract says, and no trace of them is kept. */
import type { DecodedData } from '../contract/adapter.ts';
import type { DeliveryPolicy } from '../contract/contract.ts';
import type { Attempted } from './attempt.ts';
import type { Clock } from './clock.ts';
import { type DeliveryOutcome, unresolved } from './outcome.ts';
import type { PausablePlaces } from './pausablePlaces.ts';
import type { Stopping } from './stopping.ts';
import type { UnderWay } from './underWay.ts';

export type EnquiringCommand = 'authenticate' | 'balance' | 'status';

export interface EnquiriesOptions {
  /** Sends once, in the operator's present contract. */
  readonly send: (command: EnquiringCommand, data: DecodedData) => Promise<Attempted>;
  readonly policy: (command: EnquiringCommand) => DeliveryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  readonly places: PausablePlaces;
  readonly stopping: Stopping;
  readonly underWay: UnderWay;
}

export class Enquiries {
  readonly #options: EnquiriesOptions;

  constructor(options: EnquiriesOptions) {
    this.#options = options;
  }

  async ask(command: EnquiringCommand, data: DecodedData): Promise<DeliveryOutcome> {
    const { policy, random, underWay } = this.#options;
    underWay.begin();
    try {
      for (let made = 1; ; made++) {
        const { verdict } = await this.#attempt(command, data);
        if (verdict.kind === 'not-sent') return unresolved;
        if (verdict.kind !== 'failed') return verdict;
        const { attempts, delayMs } = policy(command);
        if (made >= attempts || !delayMs) return unresolved;
        if (!(await this.#sleep(delayMs.min + random() * (delayMs.max - delayMs.min)))) return unresolved;
      }
    } finally {
      underWay.end();
    }
  }

  async #attempt(command: EnquiringCommand, data: DecodedData): Promise<Attempted> {
    const { places, send } = this.#options;
    const room = places.enter(command);
    if (room) await room;
    try {
      return await send(command, data);
    } finally {
      places.leave(command);
    }
  }

  /** Resolves `false` when it was ended before. */
  #sleep(ms: number): Promise<boolean> {
    const { clock, stopping } = this.#options;
    if (stopping.stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (due: boolean): void => {
        stopping.waiting.delete(waiting);
        cancel();
        resolve(due);
      };
      const waiting = { stop: () => end(false) };
      stopping.waiting.add(waiting);
      const cancel = clock.sleep(ms, () => end(true));
    });
  }
}
