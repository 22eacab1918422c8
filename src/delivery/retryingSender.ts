/** Carries one delivery through its attempts, and notes in the outbox how far it is. */
import type { DecodedData } from '../contract/adapter.ts';
import type { AnyContract } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';
import type { Attempt } from './attempt.ts';
import type { Clock } from './clock.ts';
import type { Letters } from './orders.ts';
import type { AttemptRecord, DeliveryRecord, DeliveryState, MovingCommand, Outbox } from './outbox/outbox.ts';
import { untilAccepted, type Verdict } from './verdict.ts';

export interface RetryingSenderOptions {
  readonly contract: AnyContract;
  readonly letters: Letters;
  readonly attempt: Attempt;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Where a delivery begins, or goes on. */
export interface Start {
  /** Attempts that count already. */
  readonly attempts: number;
  /** Whether the operator may have received it before, or what it takes back. */
  readonly sentBefore: boolean;
  /** Gives the remaining attempts up, once the one in flight is over: a cancel has come. */
  readonly superseded: AbortSignal;
}

export type Carried =
  Exclude<Verdict, { kind: 'failed' }> | { readonly kind: 'cancelled' } | { readonly kind: 'unresolved' };

interface Tried {
  readonly carried: Carried;
  readonly attempts: number;
  readonly last: AttemptRecord | undefined;
}

/** Called after each attempt but the deciding one; `false` stops: somebody else has the delivery now. */
type Noted = (attempts: number, record: AttemptRecord) => Promise<boolean>;

export class RetryingSender {
  readonly #options: RetryingSenderOptions;

  constructor(options: RetryingSenderOptions) {
    this.#options = options;
  }

  /** A command that moves nothing: no trace is kept. */
  async enquire(command: Command, data: DecodedData): Promise<Carried> {
    const start = { attempts: 0, sentBefore: false, superseded: never };
    const { carried } = await this.#tries(command, data, start, async () => true);
    return carried;
  }

  /** A win, or a cancel that the game asked for. */
  async sendWithRetries(record: DeliveryRecord, data: DecodedData, start: Start): Promise<Carried> {
    const { command } = record;
    const { carried, attempts, last } = await this.#tries(command, data, start, (made, attempt) =>
      this.#pending(record, command, made, attempt),
    );
    return this.#conclude(record, { phase: command, attempts }, carried, last);
  }

  /** A bet: once; when nobody knows what came of it, its cancel. */
  async sendBet(record: DeliveryRecord, data: DecodedData): Promise<Carried> {
    const { verdict, record: attempt } = await this.#options.attempt('bet', data, false);
    if (verdict.kind !== 'failed') return this.#conclude(record, { phase: 'bet', attempts: 1 }, verdict, attempt);
    const follow = this.#options.contract.delivery.bet.whenUnresolved;
    if (follow === 'nothing') return this.#conclude(record, { phase: 'bet', attempts: 1 }, unresolved, attempt);
    if (!(await this.#pending(record, follow, 0, attempt))) return unresolved;
    return this.compensate(record, { attempts: 0, sentBefore: false, superseded: never });
  }

  /** The cancel that undoes a bet whose fate is unknown. */
  async compensate(record: DeliveryRecord, start: Start): Promise<Carried> {
    const data = this.#options.letters.cancelOf(record);
    const { carried, attempts, last } = await this.#tries('cancel', data, start, (made, attempt) =>
      this.#pending(record, 'cancel', made, attempt),
    );
    // A refused cancel leaves the bet's fate unknown: somebody has to look.
    const undone = carried.kind === 'accepted' ? ({ kind: 'cancelled' } as const) : unresolved;
    return this.#conclude(record, { phase: 'cancel', attempts }, undone, last);
  }

  async #tries(command: Command, data: DecodedData, start: Start, noted: Noted): Promise<Tried> {
    const { contract, clock, random, attempt } = this.#options;
    const { attempts: most, delayMs } = contract.delivery[command];
    let made = start.attempts;
    // Where refusals do not end it, only they tell that nothing has moved: all of them.
    let everRefused = !start.sentBefore && made === 0;
    for (;;) {
      const { verdict, record } = await attempt(command, data, start.sentBefore || made > 0);
      made++;
      everRefused &&= verdict.kind === 'refused';
      const goesOn = verdict.kind === 'failed' || (verdict.kind === 'refused' && untilAccepted(contract, command));
      if (!goesOn) return { carried: verdict, attempts: made, last: record };
      if (made >= most || !delayMs) {
        const carried = verdict.kind === 'refused' && everRefused ? verdict : unresolved;
        return { carried, attempts: made, last: record };
      }
      if (!(await noted(made, record))) return { carried: unresolved, attempts: made, last: undefined };
      await clock.sleep(delayMs.min + random() * (delayMs.max - delayMs.min), start.superseded);
      if (start.superseded.aborted) return { carried: { kind: 'cancelled' }, attempts: made, last: undefined };
    }
  }

  #pending(record: DeliveryRecord, phase: MovingCommand, attempts: number, attempt: AttemptRecord): Promise<boolean> {
    return this.#options.outbox.note(record.id, { phase, state: 'pending', attempts }, attempt);
  }

  async #conclude(
    { id }: DeliveryRecord,
    progress: { phase: MovingCommand; attempts: number },
    carried: Carried,
    last: AttemptRecord | undefined,
  ): Promise<Carried> {
    const state: DeliveryState = carried.kind;
    const own = await this.#options.outbox.note(id, { ...progress, state }, last);
    return own ? carried : unresolved;
  }
}

const unresolved = { kind: 'unresolved' } as const;

/** A signal that never aborts. */
const never = new AbortController().signal;
