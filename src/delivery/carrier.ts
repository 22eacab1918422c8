/** Carries each movement to an operator from attempt to attempt, and notes in the outbox how far it is. */
import type { DecodedData } from '../contract/adapter.ts';
import type { DeliveryPolicy } from '../contract/contract.ts';
import { reasonOf } from '../contract/reason.ts';
import type { Command } from '../contract/types.ts';
import type { Attempted } from './attempt.ts';
import type { Passed } from './breaker.ts';
import type { Clock } from './clock.ts';
import { Course, type Woken } from './course.ts';
import { followUp, type FollowUp } from './followUp.ts';
import type { Turn } from './lanes.ts';
import type { OperatorSettings } from './operators.ts';
import type { Letters } from './orders.ts';
import type { AttemptRecord, DeliveryRecord, DeliveryState, Outbox } from './outbox/outbox.ts';
import { type Carried, type DeliveryOutcome, unavailable, unresolved } from './outcome.ts';
import type { PausablePlaces } from './pausablePlaces.ts';
import type { Rounds } from './rounds.ts';
import type { Stopping } from './stopping.ts';
import type { UnderWay } from './underWay.ts';
import type { Verdict } from './verdict.ts';

/** What a carrier needs of its operator. A contract is named as it stands in the outbox. */
export interface Way {
  /** The same as long as nothing of them is changed. */
  readonly settings: OperatorSettings;
  /** How the command is delivered: as the contract says, or with less patience. */
  policy(contract: string, command: Command): DeliveryPolicy;
  letters(contract: string): Letters;
  /** Sends once. `not-sent` where the lease has run out, or another has to go on with it. */
  attempt(course: Course, data: DecodedData): Promise<Attempted>;
}

export interface CarrierOptions {
  readonly way: Way;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: () => number;
  readonly places: PausablePlaces;
  readonly rounds: Rounds;
  readonly stopping: Stopping;
  readonly underWay: UnderWay;
}

/** An attempt, or that there was nothing which could be sent. */
type Made = Attempted | { readonly verdict: { readonly kind: 'unreadable' }; readonly record: AttemptRecord };

export class Carrier {
  readonly #options: CarrierOptions;

  constructor(options: CarrierOptions) {
    this.#options = options;
  }

  /** Begins what is new, and resolves what came of it. Rejects when it was delivered before. */
  deliver(record: DeliveryRecord, data: DecodedData, passed?: Passed): Promise<DeliveryOutcome> {
    const { outbox, rounds, underWay, way } = this.#options;
    underWay.begin();
    const course = new Course(record, false, passed);
    const before = this.#targetOf(course);
    if (before) course.lane = before.lane;
    const { settings } = way;
    let isKept = false;
    const goOn = (sent?: DecodedData): void => {
      isKept = true;
      if (isItsTurn) this.#next(course, sent);
    };
    // From the call on: what is called later comes behind it, however long it takes until either is kept.
    const turn: Turn = {
      come: () => {
        isItsTurn = true;
        if (isKept) this.#next(course);
      },
    };
    let isItsTurn = rounds.enter(course, turn);
    const refuse = (error: unknown): void => {
      turn.come = undefined;
      if (isItsTurn) rounds.leave(course);
      else rounds.forget(course);
      this.#refuse(course, error);
    };
    outbox.add(record).then((added) => {
      if (!added) {
        refuse(new Error(`${record.id} was delivered before; ${needsItsOwn}`));
        return;
      }
      rounds.keep(course);
      const target = (course.target = this.#targetOf(course) ?? before);
      target?.supersede();
      // What was taken over meanwhile is in another lane; what was called later, in the same, is behind.
      if (target && target !== before && target.lane !== course.lane)
        void target.ended.catch(() => undefined).then(() => goOn());
      // With other decimals it would say something else: what is kept counts.
      else goOn(settings === way.settings ? data : undefined);
    }, refuse);
    return course.ended;
  }

  /** What a cancel takes back, if that is under way. */
  #targetOf({ command, transactionId }: Course): Course | undefined {
    return command === 'cancel' ? this.#options.rounds.find(transactionId) : undefined;
  }

  /** Goes on with what the outbox holds: a bet is never sent again, only cancelled. */
  async goOn(record: DeliveryRecord): Promise<Carried> {
    this.#options.underWay.begin();
    const follows = record.phase === 'bet' ? ({ ...record, phase: 'cancel', attempts: 0 } as const) : record;
    const course = new Course(follows, record.state !== 'refused');
    // A cancel need not name its round.
    course.lane = record.account;
    const { rounds } = this.#options;
    rounds.keep(course);
    if (rounds.enter(course, { come: () => this.#next(course) })) this.#next(course);
    const outcome = await course.ended;
    if (outcome.kind === 'unavailable') throw new Error('only a bet that is new can be unavailable');
    return outcome;
  }

  /** To its next attempt. What has to wait for that lets go of what is to be sent, and reads it again in the outbox. */
  #next(course: Course, data?: DecodedData): void {
    const { clock, places, stopping } = this.#options;
    try {
      const waitMs = course.dueAtMs === undefined ? 0 : this.#untilMs(course, course.dueAtMs);
      course.dueAtMs = undefined;
      if (waitMs > 0) {
        const arrange = (due: () => void): (() => void) => clock.sleep(waitMs, due);
        course.wait(arrange, stopping, (why) => this.#woken(course, why, () => this.#next(course)));
      } else if (places.take(course)) void this.#step(course, data);
      else places.wait(course, (why) => this.#woken(course, why, () => void this.#step(course)));
    } catch (error) {
      this.#fail(course, error);
    }
  }

  #woken(course: Course, why: Woken, goOn: () => void): void {
    if (why === 'due') goOn();
    else if (why === 'stopped') this.#leave(course);
    else void this.#withdraw(course, why === 'paused' ? unavailable('paused') : { kind: 'cancelled' });
  }

  /** No attempt follows. */
  async #withdraw(course: Course, outcome: DeliveryOutcome): Promise<void> {
    try {
      this.#end(course, (await this.#note(course, 'cancelled')) ? outcome : unresolved);
    } catch (error) {
      this.#fail(course, error);
    }
  }

  /** A clock that was set back makes nobody wait longer than the contract does. */
  #untilMs({ contract, phase }: Course, dueAtMs: number): number {
    const { clock, way } = this.#options;
    return Math.min(dueAtMs - clock.now(), way.policy(contract, phase).delayMs?.max ?? 0);
  }

  /** One attempt, in the place that it has, and what follows from it. */
  async #step(course: Course, data?: DecodedData): Promise<void> {
    try {
      const { verdict, record } = await this.#attempt(course, data);
      course.passed?.(verdict.kind === 'not-sent' ? undefined : verdict.kind === 'failed');
      if (verdict.kind === 'not-sent') {
        this.#leave(course);
        return;
      }
      const follows = verdict.kind === 'unreadable' ? { ended: unresolved } : this.#follow(course, verdict);
      const own = await this.#note(course, 'ended' in follows ? follows.ended.kind : 'pending', record);
      if (!own) this.#end(course, unresolved);
      else if ('ended' in follows) this.#end(course, follows.ended);
      else this.#next(course);
    } catch (error) {
      this.#fail(course, error);
    }
  }

  async #attempt(course: Course, data?: DecodedData): Promise<Made> {
    const { places, way } = this.#options;
    const { phase } = course;
    try {
      if (data) return await way.attempt(course, data);
      const read = await this.#read(course);
      return 'verdict' in read ? read : await way.attempt(course, read.data);
    } finally {
      places.leave(phase);
    }
  }

  /** What is to be sent, or that it can't be read: nobody would ever see what is only held, and never sent. */
  async #read(course: Course): Promise<Made | { readonly data: DecodedData }> {
    const { clock, outbox, way } = this.#options;
    const record = await outbox.find(course.id);
    if (!record) throw new Error(`${course.id} is in the outbox no more`);
    try {
      const letters = way.letters(course.contract);
      return { data: course.phase === course.command ? letters.read(record) : letters.cancelOf(record) };
    } catch (error) {
      const about = { command: course.phase, atMs: clock.now(), durationMs: 0, httpStatus: undefined };
      return { verdict: { kind: 'unreadable' }, record: { ...about, outcome: 'unreadable', answer: reasonOf(error) } };
    }
  }

  /** Counts the attempt that was made, and sets the course to the next. */
  #follow(course: Course, verdict: Verdict): FollowUp {
    const { clock, random, way } = this.#options;
    course.attempts++;
    course.onlyRefused &&= verdict.kind === 'refused' && !course.sentEarlier;
    const follows = followUp(course, verdict, way.policy(course.contract, course.phase), random);
    if ('ended' in follows) return follows;
    if (follows.phase !== course.phase) course.begin(follows.phase);
    else course.dueAtMs = clock.now() + follows.delayMs;
    return follows;
  }

  #note(course: Course, state: DeliveryState, attempt?: AttemptRecord): Promise<boolean> {
    const { id, phase, attempts, dueAtMs } = course;
    const due = dueAtMs === undefined ? {} : { dueAtMs: Math.round(dueAtMs) };
    return this.#options.outbox.note(id, { phase, state, attempts, ...due }, attempt);
  }

  /** For another sender, or for this one when it has its lease again. */
  #leave(course: Course): void {
    this.#options.outbox.letGo(course.id);
    this.#end(course, unresolved);
  }

  #end(course: Course, outcome: DeliveryOutcome): void {
    course.end(outcome);
    this.#options.rounds.leave(course);
    this.#done(course);
  }

  /** Whatever it was, somebody goes on with it. */
  #fail(course: Course, error: unknown): void {
    this.#options.outbox.letGo(course.id);
    course.fail(error);
    this.#options.rounds.leave(course);
    this.#done(course);
  }

  /** It has not even begun. */
  #refuse(course: Course, error: unknown): void {
    course.fail(error);
    this.#done(course);
  }

  #done({ passed }: Course): void {
    passed?.(undefined);
    this.#options.underWay.end();
  }
}

const needsItsOwn = 'every bet and win needs an id of its own';
