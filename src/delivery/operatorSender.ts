/** Everything that goes to one operator, apart from all others: its order, its places, its breaker, its pause. */
import type { DecodedData } from '../contract/adapter.ts';
import type { DeliveryPolicy } from '../contract/contract.ts';
import { reasonOf } from '../contract/reason.ts';
import { tell } from '../contract/observer.ts';
import type { Command } from '../contract/types.ts';
import type { Attempted } from './attempt.ts';
import { Breaker, type Passed } from './breaker.ts';
import { Channel, usualMostAtOnce, usualMostQueued } from './channel.ts';
import type { Clock } from './clock.ts';
import { Course, Stopping, type Woken } from './course.ts';
import { Lanes } from './lanes.ts';
import { Latencies } from './latencies.ts';
import type { OperatorSettings, OperatorState, Unavailability } from './operators.ts';
import { newRecord } from './newRecord.ts';
import type { EnquiryOrder, Orders, StatusOrder } from './orders.ts';
import type { AttemptRecord, DeliveryRecord, MovingCommand, Outbox } from './outbox/outbox.ts';
import { PausablePlaces } from './pausablePlaces.ts';
import { type About, type Carried, RetryingSender, type Way } from './retryingSender.ts';
import type { Verdict } from './verdict.ts';

/** One attempt, whose it was, and what it meant. */
export interface ObservedAttempt extends AttemptRecord {
  /** The operator's name. */
  readonly operator: string;
  readonly verdict: Verdict['kind'];
}

/** What all operators of a sender share. */
export interface Shared {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: () => number;
  readonly observe: ((attempt: ObservedAttempt) => unknown) | undefined;
}

export type DeliveryOutcome = Carried | { readonly kind: 'unavailable'; readonly reason: Unavailability };

export class OperatorSender implements Way {
  readonly name: string;
  readonly #shared: Shared;
  #channel: Channel;
  readonly #lanes = new Lanes();
  readonly #places: PausablePlaces;
  readonly #breaker: Breaker;
  readonly #latencies = new Latencies();
  readonly #stopping = new Stopping();
  readonly #sender: RetryingSender;
  /** What is under way here, by transaction: a cancel stops the attempts that remain. */
  readonly #underWay = new Map<string, Course>();
  #working = 0;
  #whenIdle: (() => void)[] = [];

  constructor(channel: Channel, shared: Shared) {
    const { settings } = channel;
    this.name = settings.name;
    this.#shared = shared;
    this.#channel = channel;
    this.#breaker = new Breaker((ms, wake) => shared.clock.sleep(ms, wake));
    const { mostAtOnce = usualMostAtOnce, paused = false } = settings;
    this.#places = new PausablePlaces(mostAtOnce, paused, this.#stopping);
    this.#sender = new RetryingSender({ ...shared, way: this, stopping: this.#stopping });
  }

  get settings(): OperatorSettings {
    return this.#channel.settings;
  }

  /** From the next attempt on. */
  configure(channel: Channel): void {
    const { settings } = channel;
    const before = this.#channel;
    this.#channel = channel;
    this.#places.mostAtOnce = settings.mostAtOnce ?? usualMostAtOnce;
    if (settings.paused !== before.settings.paused) {
      if (settings.paused) this.pause();
      else this.resume();
    }
    before.close().catch(() => undefined);
  }

  pause(): void {
    this.#places.pause();
  }

  resume(): void {
    this.#places.resume();
  }

  state(): OperatorState {
    return {
      name: this.name,
      contract: this.settings.contract.name,
      paused: this.#places.paused,
      breaker: this.#breaker.state,
      queued: this.#queued,
      inFlight: this.#places.taken,
      latency: this.#latencies.present(),
    };
  }

  /** Deliveries that are under way, and have no place. */
  get #queued(): number {
    return Math.max(0, this.#working - this.#places.taken);
  }

  get #isFull(): boolean {
    return this.#queued >= (this.settings.mostQueued ?? usualMostQueued);
  }

  async enquire(command: 'authenticate' | 'balance', order: EnquiryOrder): Promise<DeliveryOutcome> {
    return this.#ask(command, this.#adapter.toData({ ...order, kind: 'enquiry' }));
  }

  async status(order: StatusOrder): Promise<DeliveryOutcome> {
    return this.#ask('status', this.#adapter.toData({ ...order, kind: 'status' }));
  }

  /** Throws, before anything is kept, for an order outside the contract. */
  deliver<C extends MovingCommand>(command: C, order: Orders[C]): Promise<DeliveryOutcome> {
    const { name: contract } = this.settings.contract;
    const { data, body } = this.#channel.in(contract).letters.write(command, order);
    const createdAtMs = this.#shared.clock.now();
    const record = newRecord({ operator: this.name, contract, command, body, createdAtMs }, order);
    if (this.#stopping.stopped) throw new Error(`${record.id} can't be delivered: the delivery is closed`);
    return command === 'bet' ? this.#bet(record, data) : this.#moneyToPlayer(record, data);
  }

  /** Goes on with what the outbox holds: a bet is never sent again, only cancelled. */
  goOn(record: DeliveryRecord, attempts: number): Promise<Carried> {
    const sentBefore = record.state !== 'refused';
    const work = async (course: Course): Promise<Carried> => {
      const start = { attempts, dueAtMs: record.dueAtMs, sentBefore, course };
      try {
        if (record.command !== 'bet')
          return await this.#sender.sendWithRetries(record, this.#letters(record).read(record), start);
        return await this.#sender.compensate(record, record.phase === 'bet' ? { ...start, attempts: 0 } : start);
      } catch (error) {
        return await this.#unreadable(record, error);
      }
    };
    return this.#counted(() => this.#carry(record, record.account, work, false));
  }

  /** Throws `UnusableOutbox` for what can't be read. */
  demandReadable(record: DeliveryRecord): void {
    this.#letters(record).read(record);
  }

  /** Takes no more calls, lets what waits go, and resolves when all that is in flight has ended. */
  async close(): Promise<void> {
    this.#stopping.stop();
    this.#breaker.close();
    while (this.#working > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    await this.#channel.close();
  }

  policy(contract: string, command: Command): DeliveryPolicy {
    return this.#channel.in(contract).policies[command];
  }

  async attempt(
    { contract, id }: About,
    command: Command,
    data: DecodedData,
    sentBefore: boolean,
    placed = false,
  ): Promise<Attempted> {
    const { observe } = this.#shared;
    const moves = command === 'bet' || command === 'win' || command === 'cancel';
    const room = placed ? undefined : this.#places.enter(command);
    if (room) await room;
    try {
      // Nothing leaves any more while this sender is being closed, and a movement only while it has that.
      const mayLeave = (): boolean => !this.#stopping.stopped && (!moves || this.#shared.outbox.leased(id));
      const attempted = await this.#channel.in(contract).attempt(command, data, sentBefore, mayLeave);
      const { verdict, record } = attempted;
      if (verdict.kind === 'not-sent') return attempted;
      this.#latencies.add(command, record.durationMs);
      if (observe) tell(observe, { ...record, operator: this.name, verdict: verdict.kind });
      return attempted;
    } finally {
      this.#places.leave(command);
    }
  }

  cancelOf(record: DeliveryRecord): DecodedData {
    return this.#letters(record).cancelOf(record);
  }

  place(command: MovingCommand, course: Course): Promise<Woken> {
    return this.#places.place(command, course);
  }

  get #adapter() {
    return this.settings.contract.adapter;
  }

  #letters({ contract }: DeliveryRecord) {
    return this.#channel.in(contract).letters;
  }

  #ask(command: Command, data: DecodedData): Promise<DeliveryOutcome> {
    if (this.#isFull) return Promise.resolve(unavailable('queue-full'));
    return this.#counted(() => this.#sender.enquire(this.settings.contract.name, command, data, new Course('')));
  }

  #bet(record: DeliveryRecord, data: DecodedData): Promise<DeliveryOutcome> {
    if (this.#places.paused) return Promise.resolve(unavailable('paused'));
    if (this.#isFull) return Promise.resolve(unavailable('queue-full'));
    const passed = this.#breaker.admit();
    return passed ? this.#admittedBet(record, data, once(passed)) : Promise.resolve(unavailable('breaker-open'));
  }

  async #admittedBet(record: DeliveryRecord, data: DecodedData, passed: Passed): Promise<DeliveryOutcome> {
    this.#working++;
    try {
      demandNew(record, await this.#shared.outbox.add(record));
      return await this.#carry(record, laneOf(record), (course, placed) => {
        // Meanwhile it was in the outbox, but nothing of it has left.
        if (!placed) return this.#withdraw(record, course);
        return this.#sender.sendBet(record, data, { course, placed }, ({ kind }) =>
          passed(kind === 'not-sent' ? undefined : kind === 'failed'),
        );
      });
    } finally {
      passed(undefined);
      this.#done();
    }
  }

  async #withdraw(record: DeliveryRecord, course: Course): Promise<DeliveryOutcome> {
    await this.#shared.outbox.note(record.id, { phase: 'bet', state: 'cancelled', attempts: 0 });
    return course.superseded ? { kind: 'cancelled' } : unavailable('paused');
  }

  async #moneyToPlayer(record: DeliveryRecord, data: DecodedData): Promise<Carried> {
    this.#working++;
    try {
      demandNew(record, await this.#shared.outbox.add(record));
      const target = this.#underWay.get(record.transactionId);
      if (record.command === 'cancel') target?.supersede();
      return await this.#carry(record, target?.lane ?? laneOf(record), (course, placed) => {
        const start = { attempts: 0, sentBefore: target?.givenUp === true, course, placed };
        return this.#sender.sendWithRetries(record, data, start);
      });
    } finally {
      this.#done();
    }
  }

  /**
   * In its lane: behind the other deliveries of its round. What is new gets its first place here already, unless it is paused: most wait for that,
   * and the fewer calls wait within one another the less memory they keep.
   */
  async #carry<Result extends DeliveryOutcome>(
    { id, command, transactionId }: DeliveryRecord,
    lane: string,
    work: (course: Course, placed: boolean) => Promise<Result>,
    isNew = true,
  ): Promise<Result> {
    const course = new Course(lane);
    if (command !== 'cancel') this.#underWay.set(transactionId, course);
    const turn = this.#lanes.enter(lane);
    if (turn) await turn;
    try {
      const entered = isNew && this.#places.placeNew(command, course);
      const placed = typeof entered === 'boolean' ? entered : await entered;
      const outcome = await work(course, placed);
      course.givenUp = outcome.kind === 'cancelled';
      return outcome;
    } catch (error) {
      // Whatever it was, somebody goes on with it.
      this.#shared.outbox.letGo(id);
      throw error;
    } finally {
      this.#lanes.leave(lane);
      if (this.#underWay.get(transactionId) === course) this.#underWay.delete(transactionId);
    }
  }

  /** Nobody would ever see what is only held, and never sent. */
  async #unreadable(record: DeliveryRecord, error: unknown): Promise<Carried> {
    const { outbox, clock } = this.#shared;
    const { id, phase, attempts } = record;
    const attempt = {
      command: phase,
      atMs: clock.now(),
      durationMs: 0,
      httpStatus: undefined,
      answer: reasonOf(error),
    };
    await outbox.note(id, { phase, state: 'unresolved', attempts }, { ...attempt, outcome: 'unreadable' });
    return { kind: 'unresolved' };
  }

  async #counted<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#working++;
    try {
      return await work();
    } finally {
      this.#done();
    }
  }

  #done(): void {
    if (--this.#working === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

function demandNew({ id }: DeliveryRecord, added: boolean): void {
  if (!added) throw new Error(`${id} was delivered before; every bet and win needs an id of its own`);
}

function unavailable(reason: Unavailability): DeliveryOutcome {
  return { kind: 'unavailable', reason };
}

/** What is told first is what counts. */
function once(passed: Passed): Passed {
  let told = false;
  return (failed) => {
    if (!told) passed(failed);
    told = true;
  };
}

function laneOf({ account, roundId, transactionId }: DeliveryRecord): string {
  return `${account} ${roundId === '' ? transactionId : roundId}`;
}
