/** Carries one delivery through its attempts, and notes in the outbox how far it is. */
import type { DecodedData } from '../contract/adapter.ts';
import type { DeliveryPolicy } from '../contract/contract.ts';
import type { Command } from '../contract/types.ts';
import type { Attempted } from './attempt.ts';
import type { Clock } from './clock.ts';
import type { Course, Stopping, Woken } from './course.ts';
import type { AttemptRecord, DeliveryRecord, DeliveryState, MovingCommand, Outbox } from './outbox/outbox.ts';
import type { Verdict } from './verdict.ts';

/** What is sent, as far as that matters for its way. What is in no outbox has no id. */
export type About = Pick<DeliveryRecord, 'contract'> & { readonly id?: string };

/** What a sender needs of its operator. */
export interface Way {
  /** How the command is delivered: as the contract says, or with less patience. */
  policy(contract: string, command: Command): DeliveryPolicy;
  /** Sends once, in a place of its own. `not-sent` where the lease has run out, or another has to go on with it. */
  attempt(about: About, command: Command, data: DecodedData, sentBefore: boolean, placed?: boolean): Promise<Attempted>;
  /** The data of the cancel that undoes a bet, always with the same id. */
  cancelOf(record: DeliveryRecord): DecodedData;
  /** Waits for a place, and as long as the operator is paused. When it is `due`, there is a place for the attempt that follows. */
  place(command: MovingCommand, course: Course): Promise<Woken>;
}

export interface RetryingSenderOptions {
  readonly way: Way;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: () => number;
  readonly stopping: Stopping;
}

/** Where a delivery begins, or goes on. */
export interface Start {
  /** Attempts that count already. */
  readonly attempts: number;
  /** When the next is due, if that is known. */
  readonly dueAtMs?: number | undefined;
  /** Whether the operator may have received it before, or what it takes back. */
  readonly sentBefore: boolean;
  readonly course: Course;
  /** Whether it has the place of its first attempt already. */
  readonly placed?: boolean;
}

export type Carried =
  Exclude<Verdict, { kind: 'failed' }> | { readonly kind: 'cancelled' } | { readonly kind: 'unresolved' };

interface Tried {
  readonly carried: Carried;
  readonly attempts: number;
  readonly last: AttemptRecord | undefined;
  /** It is in somebody else's hands, or free. */
  readonly left: boolean;
}

export class RetryingSender {
  readonly #options: RetryingSenderOptions;

  constructor(options: RetryingSenderOptions) {
    this.#options = options;
  }

  /** A command that moves nothing: no trace is kept. */
  async enquire(contract: string, command: Command, data: DecodedData, course: Course): Promise<Carried> {
    const start = { attempts: 0, sentBefore: false, course };
    const { carried } = await this.#tries({ contract }, command, data, start, undefined);
    return carried;
  }

  /** A win, or a cancel that the game asked for. */
  async sendWithRetries(record: DeliveryRecord, data: DecodedData, start: Start): Promise<Carried> {
    return this.#conclude(record, record.command, await this.#tries(record, record.command, data, start, record));
  }

  /** A bet: once; when nobody knows what came of it, its cancel. `told` hears what came of the one attempt. */
  async sendBet(
    record: DeliveryRecord,
    data: DecodedData,
    { course, placed = false }: Pick<Start, 'course' | 'placed'>,
    told: (verdict: Attempted['verdict']) => void,
  ): Promise<Carried> {
    const { way } = this.#options;
    const { verdict, record: last } = await way.attempt(record, 'bet', data, false, placed);
    told(verdict);
    if (verdict.kind === 'not-sent') return this.#leave(record);
    const once = { attempts: 1, last, left: false };
    if (verdict.kind !== 'failed') return this.#conclude(record, 'bet', { carried: verdict, ...once });
    const follow = way.policy(record.contract, 'bet').whenUnresolved;
    if (follow === 'nothing') return this.#conclude(record, 'bet', { carried: unresolved, ...once });
    if (!(await this.#pending(record, follow, 0, last))) return unresolved;
    return this.compensate(record, { attempts: 0, sentBefore: false, course });
  }

  /** The cancel that undoes a bet whose fate is unknown. */
  async compensate(record: DeliveryRecord, start: Start): Promise<Carried> {
    const tried = await this.#tries(record, 'cancel', this.#options.way.cancelOf(record), start, record);
    // A refused cancel leaves the bet's fate unknown: somebody has to look.
    const { kind } = tried.carried;
    const carried = kind === 'accepted' || kind === 'cancelled' ? ({ kind: 'cancelled' } as const) : unresolved;
    return this.#conclude(record, 'cancel', { ...tried, carried });
  }

  /** The attempts that are left. `kept` is noted between them. */
  async #tries(
    about: About,
    command: Command,
    data: DecodedData,
    start: Start,
    kept: DeliveryRecord | undefined,
  ): Promise<Tried> {
    const { way, clock } = this.#options;
    const { attempts: most, delayMs, until } = way.policy(about.contract, command);
    let made = start.attempts;
    // Where refusals do not end it, only they tell that nothing has moved: all of them.
    let everRefused = !start.sentBefore && made === 0;
    const ended = (carried: Carried, last?: AttemptRecord, left = false): Tried => ({
      carried,
      attempts: made,
      last,
      left,
    });
    const woken = async (wait: Promise<Woken>): Promise<Tried | undefined> => {
      const why = await wait;
      if (why === 'superseded') return ended({ kind: 'cancelled' });
      return why === 'stopped' ? ended(unresolved, undefined, true) : undefined;
    };
    if (start.dueAtMs !== undefined && delayMs) {
      const waitMs = Math.min(start.dueAtMs - clock.now(), delayMs.max);
      const interrupted = waitMs > 0 ? await woken(this.#sleep(waitMs, start.course)) : undefined;
      if (interrupted) return interrupted;
    }
    for (let { placed = false } = start; ; placed = false) {
      const interrupted = kept && !placed && (await woken(way.place(phaseOf(command), start.course)));
      if (interrupted) return interrupted;
      const { verdict, record } = await way.attempt(
        about,
        command,
        data,
        start.sentBefore || made > 0,
        placed || kept !== undefined,
      );
      if (verdict.kind === 'not-sent') return ended(unresolved, undefined, true);
      made++;
      everRefused &&= verdict.kind === 'refused';
      const goesOn = verdict.kind === 'failed' || (verdict.kind === 'refused' && until === 'accepted');
      if (verdict.kind !== 'failed' && !goesOn) return ended(verdict, record);
      if (made >= most || !delayMs)
        return ended(verdict.kind === 'refused' && everRefused ? verdict : unresolved, record);
      const waitMs = delayMs.min + this.#options.random() * (delayMs.max - delayMs.min);
      if (kept && !(await this.#pending(kept, phaseOf(command), made, record, clock.now() + waitMs)))
        return ended(unresolved, undefined, true);
      const stopped = await woken(this.#sleep(waitMs, start.course));
      if (stopped) return stopped;
    }
  }

  #sleep(ms: number, course: Course): Promise<Woken> {
    return course.wait((due) => this.#options.clock.sleep(ms, due), this.#options.stopping);
  }

  #pending(
    { id }: DeliveryRecord,
    phase: MovingCommand,
    attempts: number,
    attempt: AttemptRecord,
    dueAtMs?: number,
  ): Promise<boolean> {
    const due = dueAtMs === undefined ? {} : { dueAtMs: Math.round(dueAtMs) };
    return this.#options.outbox.note(id, { phase, state: 'pending', attempts, ...due }, attempt);
  }

  /** For another sender, or for this one when it has its lease again. */
  #leave({ id }: DeliveryRecord): Carried {
    this.#options.outbox.letGo(id);
    return unresolved;
  }

  async #conclude(record: DeliveryRecord, phase: MovingCommand, tried: Tried): Promise<Carried> {
    const { carried, attempts, last, left } = tried;
    if (left) return this.#leave(record);
    const state: DeliveryState = carried.kind;
    const own = await this.#options.outbox.note(record.id, { phase, state, attempts }, last);
    return own ? carried : unresolved;
  }
}

function phaseOf(command: Command): MovingCommand {
  if (command === 'bet' || command === 'win' || command === 'cancel') return command;
  throw new Error(`${command} moves nothing`);
}

const unresolved = { kind: 'unresolved' } as const;
