/** Everything that goes to one operator, apart from all others: its order, its places, its breaker, its pause. */
import type { DecodedData } from '../contract/adapter.ts';
import type { DeliveryPolicy } from '../contract/contract.ts';
import { tell } from '../contract/observer.ts';
import type { Command } from '../contract/types.ts';
import type { Attempted } from './attempt.ts';
import { Breaker, type Passed } from './breaker.ts';
import { Carrier, type Way } from './carrier.ts';
import { type Channel, usualMostAtOnce, usualMostQueued } from './channel.ts';
import type { Clock } from './clock.ts';
import type { Course } from './course.ts';
import { Enquiries, type EnquiringCommand } from './enquiries.ts';
import { Latencies } from './latencies.ts';
import { newRecord } from './newRecord.ts';
import type { OperatorSettings, OperatorState } from './operators.ts';
import type { EnquiryOrder, Letters, Orders, StatusOrder } from './orders.ts';
import { type Carried, type DeliveryOutcome, unavailable } from './outcome.ts';
import type { AttemptRecord, DeliveryRecord, MovingCommand, Outbox } from './outbox/outbox.ts';
import { PausablePlaces } from './pausablePlaces.ts';
import type { Rounds } from './rounds.ts';
import { Stopping } from './stopping.ts';
import { UnderWay } from './underWay.ts';
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

export class OperatorSender implements Way {
  readonly name: string;
  readonly #shared: Shared;
  #channel: Channel;
  readonly #places: PausablePlaces;
  readonly #breaker: Breaker;
  readonly #latencies = new Latencies();
  readonly #stopping = new Stopping();
  readonly #underWay = new UnderWay();
  readonly #carrier: Carrier;
  readonly #enquiries: Enquiries;

  constructor(channel: Channel, shared: Shared, rounds: Rounds) {
    const { settings } = channel;
    this.name = settings.name;
    this.#shared = shared;
    this.#channel = channel;
    this.#breaker = new Breaker((ms, wake) => shared.clock.sleep(ms, wake));
    const { mostAtOnce = usualMostAtOnce, paused = false } = settings;
    this.#places = new PausablePlaces(mostAtOnce, paused, this.#stopping);
    const common = { ...shared, places: this.#places, stopping: this.#stopping, underWay: this.#underWay };
    this.#carrier = new Carrier({ ...common, way: this, rounds });
    this.#enquiries = new Enquiries({
      ...common,
      policy: (command) => this.policy(this.settings.contract.name, command),
      send: (command, data) => this.#enquire(command, data),
    });
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
    const { paused = false } = settings;
    // What somebody has paused stays so, where the settings say nothing new.
    if (paused !== (before.settings.paused ?? false)) {
      if (paused) this.pause();
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
    return Math.max(0, this.#underWay.count - this.#places.taken);
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
    const { data, body } = this.letters(contract).write(command, order);
    const createdAtMs = this.#shared.clock.now();
    const record = newRecord({ operator: this.name, contract, command, body, createdAtMs }, order);
    if (this.#stopping.stopped) throw new Error(`${record.id} can't be delivered: the delivery is closed`);
    return command === 'bet' ? this.#bet(record, data) : this.#carrier.deliver(record, data);
  }

  /** Goes on with what the outbox holds. */
  goOn(record: DeliveryRecord): Promise<Carried> {
    return this.#carrier.goOn(record);
  }

  /** Throws `UnusableOutbox` for what can't be read. */
  demandReadable(record: DeliveryRecord): void {
    this.letters(record.contract).read(record);
  }

  /** Takes no more calls, lets what waits go, and resolves when all that is in flight has ended. */
  async close(): Promise<void> {
    this.#stopping.stop();
    this.#breaker.close();
    await this.#underWay.ended();
    await this.#channel.close();
  }

  policy(contract: string, command: Command): DeliveryPolicy {
    return this.#channel.in(contract).policies[command];
  }

  letters(contract: string): Letters {
    return this.#channel.in(contract).letters;
  }

  /** Nothing leaves any more while this sender is being closed, and a movement only while it has that. */
  attempt({ id, contract, phase, sentEarlier, attempts }: Course, data: DecodedData): Promise<Attempted> {
    const mayLeave = (): boolean => !this.#stopping.stopped && this.#shared.outbox.leased(id);
    return this.#observed(
      phase,
      this.#channel.in(contract).attempt(phase, data, sentEarlier || attempts > 0, mayLeave),
    );
  }

  #enquire(command: Command, data: DecodedData): Promise<Attempted> {
    const mayLeave = (): boolean => !this.#stopping.stopped;
    const { attempt } = this.#channel.in(this.settings.contract.name);
    return this.#observed(command, attempt(command, data, false, mayLeave));
  }

  async #observed(command: Command, attempt: Promise<Attempted>): Promise<Attempted> {
    const { observe } = this.#shared;
    const attempted = await attempt;
    const { verdict, record } = attempted;
    if (verdict.kind === 'not-sent') return attempted;
    this.#latencies.add(command, record.durationMs);
    if (observe) tell(observe, { ...record, operator: this.name, verdict: verdict.kind });
    return attempted;
  }

  get #adapter() {
    return this.settings.contract.adapter;
  }

  async #ask(command: EnquiringCommand, data: DecodedData): Promise<DeliveryOutcome> {
    return this.#isFull ? unavailable('queue-full') : this.#enquiries.ask(command, data);
  }

  #bet(record: DeliveryRecord, data: DecodedData): Promise<DeliveryOutcome> {
    if (this.#places.paused) return Promise.resolve(unavailable('paused'));
    if (this.#isFull) return Promise.resolve(unavailable('queue-full'));
    const passed = this.#breaker.admit();
    if (!passed) return Promise.resolve(unavailable('breaker-open'));
    return this.#carrier.deliver(record, data, once(passed));
  }
}

/** What is told first is what counts. */
function once(passed: Passed): Passed {
  let told = false;
  return (failed) => {
    if (!told) passed(failed);
    told = true;
  };
}
