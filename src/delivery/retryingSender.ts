/** Carries one delivery through its attempts, and notes in the outbox how far it is. */
import { cancelOf } from '../contract/dialect.ts';
import { type CallbackData, type Command, deliveryOf } from '../contract/types.ts';
import type { Attempt, Attempted } from './attempt.ts';
import type { Clock } from './clock.ts';
import type { Verdict } from './verdict.ts';
import type { AttemptRecord, DeliveryRecord, DeliveryState, MovingCommand, Outbox } from './outbox/outbox.ts';

export interface RetryingSenderOptions {
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

export type Carried<C extends Command> =
  Exclude<Verdict<C>, { kind: 'failed' }> | { readonly kind: 'cancelled' } | { readonly kind: 'unresolved' };

/** Called after each attempt but the deciding one; `false` stops: somebody else has the delivery now. */
type Noted = (attempts: number, record: AttemptRecord) => Promise<boolean>;

export class RetryingSender {
  readonly #options: RetryingSenderOptions;

  constructor(options: RetryingSenderOptions) {
    this.#options = options;
  }

  /** A command that moves nothing: no trace is kept. */
  async enquire<C extends Command>(command: C, data: CallbackData<C>): Promise<Carried<C>> {
    const start = { attempts: 0, sentBefore: false, superseded: never };
    const { carried } = await this.#tries(command, data, start, async () => true);
    return carried;
  }

  /** A win, or a cancel that the game asked for. */
  async sendWithRetries<C extends 'win' | 'cancel'>(
    record: DeliveryRecord,
    command: C,
    data: CallbackData<C>,
    start: Start,
  ): Promise<Carried<C>> {
    const { carried, attempts, last } = await this.#tries(command, data, start, (made, attempt) =>
      this.#pending(record, command, made, attempt),
    );
    return this.#conclude(record, { phase: command, attempts }, carried, last);
  }

  /** A bet: once; when nobody knows what came of it, its cancel. */
  async sendBet(record: DeliveryRecord, data: CallbackData<'bet'>): Promise<Carried<'bet'>> {
    const { verdict, record: attempt } = await this.#options.attempt('bet', data, false);
    if (verdict.kind !== 'failed') return this.#conclude(record, { phase: 'bet', attempts: 1 }, verdict, attempt);
    const follow = deliveryOf.bet.whenUnresolved;
    if (follow === 'nothing')
      return this.#conclude(record, { phase: 'bet', attempts: 1 }, { kind: 'unresolved' }, attempt);
    if (!(await this.#pending(record, follow, 0, attempt))) return { kind: 'unresolved' };
    return this.compensate(record, data, { attempts: 0, sentBefore: false, superseded: never });
  }

  /** The cancel that undoes a bet whose fate is unknown. */
  async compensate(record: DeliveryRecord, data: CallbackData<'bet'>, start: Start): Promise<Carried<'bet'>> {
    const { carried, attempts, last } = await this.#tries('cancel', cancelOf(data), start, (made, attempt) =>
      this.#pending(record, 'cancel', made, attempt),
    );
    // A refused cancel leaves the bet's fate unknown: somebody has to look.
    const undone = carried.kind === 'accepted' ? ({ kind: 'cancelled' } as const) : ({ kind: 'unresolved' } as const);
    return this.#conclude(record, { phase: 'cancel', attempts }, undone, last);
  }

  async #tries<C extends Command>(
    command: C,
    data: CallbackData<C>,
    start: Start,
    noted: Noted,
  ): Promise<{ carried: Carried<C>; attempts: number; last: AttemptRecord | undefined }> {
    const { clock, random, attempt } = this.#options;
    const { attempts: most, delayMs } = deliveryOf[command];
    let made = start.attempts;
    for (;;) {
      const { verdict, record }: Attempted<C> = await attempt(command, data, start.sentBefore || made > 0);
      made++;
      if (verdict.kind !== 'failed') return { carried: verdict, attempts: made, last: record };
      if (made >= most || !delayMs) return { carried: { kind: 'unresolved' }, attempts: made, last: record };
      if (!(await noted(made, record))) return { carried: { kind: 'unresolved' }, attempts: made, last: undefined };
      await clock.sleep(delayMs.min + random() * (delayMs.max - delayMs.min), start.superseded);
      if (start.superseded.aborted) return { carried: { kind: 'cancelled' }, attempts: made, last: undefined };
    }
  }

  #pending(record: DeliveryRecord, phase: MovingCommand, attempts: number, attempt: AttemptRecord): Promise<boolean> {
    return this.#options.outbox.note(record.id, { phase, state: 'pending', attempts }, attempt);
  }

  async #conclude<C extends Command>(
    { id }: DeliveryRecord,
    progress: { phase: MovingCommand; attempts: number },
    carried: Carried<C>,
    last: AttemptRecord | undefined,
  ): Promise<Carried<C>> {
    const state: DeliveryState = carried.kind;
    const own = await this.#options.outbox.note(id, { ...progress, state }, last);
    return own ? carried : { kind: 'unresolved' };
  }
}

/** A signal that never aborts. */
const never = new AbortController().signal;
