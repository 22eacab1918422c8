/** What a game server calls: every command delivered as the contract says, to whichever operator, and nothing owed forgotten. */
import { contracts } from '../contract/contracts.ts';
import { warn } from '../contract/observer.ts';
import { resolveAll, retryAll, type BulkReport, type Selection } from './bulk.ts';
import { Channel } from './channel.ts';
import { type Clock, realClock } from './clock.ts';
import { demandSound, type OperatorSettings, type OperatorState } from './operators.ts';
import { type ObservedAttempt, OperatorSender, type Shared } from './operatorSender.ts';
import type { CancelOrder, EnquiryOrder, MovementOrder, StatusOrder } from './orders.ts';
import type { DeliveryOutcome } from './outcome.ts';
import type { LeftAlone, Outbox } from './outbox/outbox.ts';
import { Rounds } from './rounds.ts';

export type { DeliveryOutcome, ObservedAttempt };

/** What a sender needs. */
export interface DeliveryOptions {
  /** Where deliveries are kept until they have ended. It is not closed by the delivery. */
  readonly outbox: Outbox;
  readonly operators: readonly OperatorSettings[];
  /** How long what has ended is kept, in milliseconds; 30 days when not given. What is pending or unresolved stays. */
  readonly keepMs?: number;
  /** The machine's time when not given. */
  readonly clock?: Clock;
  /**
   * Returns a number from 0 to 1, which says where in the contract's range the next delay falls; `Math.random` when not
   * given.
   */
  readonly random?: () => number;
  /** Told of every attempt once it is over, and what it means. What it throws is a warning of the process. */
  readonly observe?: (attempt: ObservedAttempt) => unknown;
}

/**
 * Delivers commands to one operator, each with the deadline, attempts, delays and compensation of its `x-delivery` in
 * the contract (see "Retries and idempotency" in its documentation). Deliveries of one round keep their order.
 *
 * `bet`, `win` and `cancel` are in the outbox before their first byte is sent. They reject, before anything is sent,
 * with `TypeError` for an amount that is no `bigint`, and with `Error` when the transaction has been delivered
 * before or the delivery is closed. They also reject when the outbox's database goes away. What had begun is then ended
 * once it is back: a win or cancel is delivered, and a bet is cancelled, unless its end had been noted. The outbox
 * tells what came of it.
 *
 * What came of a delivery is one of these, and a caller has to handle every kind:
 *
 * - `accepted`: the operator has carried it out.
 * - `refused`: the operator refused it, and nothing moved. `result` says why.
 * - `cancelled`: nobody knew what had come of a bet, and its cancel was accepted; or the game's own cancel came before
 *   the delivery had ended.
 * - `unavailable`: a bet that was not even begun, nor sent: the operator is paused, its breaker is open, or its queue is full. Of enquiries the last only.
 * - `unresolved`: every attempt failed, and a person has to look at it; a movement stays in the outbox for that. Or
 *   this sender has let it go, because it was closed or had not renewed its lease, and another goes on with it, or the same once it is
 *   started again; the outbox tells how it ends.
 */
export interface OperatorDelivery {
  authenticate(order: EnquiryOrder): Promise<DeliveryOutcome>;
  balance(order: EnquiryOrder): Promise<DeliveryOutcome>;
  bet(order: MovementOrder): Promise<DeliveryOutcome>;
  win(order: MovementOrder): Promise<DeliveryOutcome>;
  cancel(order: CancelOrder): Promise<DeliveryOutcome>;
  /** Where it is accepted, its outcome tells what became of the transaction. */
  status(order: StatusOrder): Promise<DeliveryOutcome>;
}

/** Delivers to many operators, none of which holds up another. */
export interface Delivery {
  /** Throws `RangeError` when no operator of this name is configured. */
  to(operator: string): OperatorDelivery;
  /**
   * Has these operators from now on: new ones are added, and changes hold from the next attempt on. What goes to one that is missing is let
   * go, and stays in the outbox. Throws `RangeError`, and changes nothing, for settings that can't be used.
   */
  setOperators(operators: readonly OperatorSettings[]): void;
  /** Takes no more bets for this operator, and lets its wins and cancels wait. Throws `RangeError` when it is not configured. */
  pause(operator: string): void;
  resume(operator: string): void;
  states(): OperatorState[];
  /** Tries again what is unresolved; wins and cancels that were refused, too, where they are named by their ids. */
  retry(selection: Selection): Promise<BulkReport>;
  /** Notes that a person has settled what is unresolved or, where it is named by its id, refused. */
  resolve(selection: Selection): Promise<BulkReport>;
  /**
   * Takes over what dead senders left pending, and what this one let go of with its outbox, and resolves when all of it is
   * done. It also does so by itself. What they left for an operator that is not configured here stays as it is: a warning of the
   * process says so.
   */
  recover(): Promise<void>;
  /** Takes no more calls, lets go of what waits for its next attempt, and resolves when all that is in flight has ended. The outbox stays open. */
  close(): Promise<void>;
}

/** Nobody is configured under this name, or no longer. */
export class UnknownOperator extends RangeError {}

/** How often within its lease a sender says that it lives, and looks for those that do not. */
const beatsPerLease = 4;

/** So much of what others left is taken over at a time, and of an operator who has more than that in hand nothing further. */
const mostRecovered = 2_000;

const dayMs = 86_400_000;
const usualKeepMs = 30 * dayMs;
const pruneEveryMs = 3_600_000;

/** Makes a delivery to these operators, and renews its lease in the outbox until it is closed. Throws `RangeError` for settings that can't be used. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { outbox, clock = realClock, random = Math.random, observe, keepMs = usualKeepMs } = options;
  const shared: Shared = { outbox, clock, random, observe };
  const senders = new Map<string, OperatorSender>();
  /** By operator, whether it is configured or not. */
  const rounds = new Map<string, Rounds>();
  /** The kit's contracts, and those of all operators that were configured: what was begun in one is gone on with in it. */
  const spoken = new Map(Object.entries(contracts));
  /** Those that are no longer configured, until what they have in flight has ended. */
  const leaving = new Set<Promise<void>>();
  /** What was told to be left alone. */
  const told = new Set<string>();
  let closing: Promise<void> | undefined;
  /** How much of what was taken over has not ended, by operator: one that is sick or paused keeps none from another. */
  const recovering = new Map<string, number>();
  /** What was taken over and has not ended. */
  const recovered = new Set<Promise<unknown>>();

  function setOperators(operators: readonly OperatorSettings[]): void {
    demandSound(operators);
    // All of it can be used before any of it is.
    const changed = operators.filter((settings) => senders.get(settings.name)?.settings !== settings);
    for (const channel of changed.map((settings) => new Channel(settings, clock, spoken))) {
      const { name, contract } = channel.settings;
      // One that borrows the name of the kit's own is its operator's alone.
      if (!Object.hasOwn(contracts, contract.name)) spoken.set(contract.name, contract);
      const known = senders.get(name);
      if (known) known.configure(channel);
      else senders.set(name, new OperatorSender(channel, shared, roundsOf(name)));
    }
    const names = new Set(operators.map(({ name }) => name));
    for (const [name, sender] of senders) {
      if (names.has(name)) continue;
      senders.delete(name);
      const left = sender.close().finally(() => leaving.delete(left));
      leaving.add(left);
    }
  }

  function roundsOf(operator: string): Rounds {
    const known = rounds.get(operator) ?? new Rounds();
    rounds.set(operator, known);
    return known;
  }

  function senderTo(operator: string): OperatorSender {
    const sender = senders.get(operator);
    if (!sender) throw new UnknownOperator(`no operator ${JSON.stringify(operator)} is configured`);
    return sender;
  }

  async function recover(): Promise<void> {
    for (let isFull = true; isFull && !closing;) {
      const taken = await takeOver();
      await taken.done;
      ({ isFull } = taken);
    }
    // A beat may have been quicker.
    await Promise.all(recovered);
  }

  /** Takes over as much as there is room for; `done` resolves when all of it has ended. */
  async function takeOver(): Promise<{ readonly done: Promise<unknown>; readonly isFull: boolean }> {
    const operators = [...senders.keys()];
    const enough = operators.filter((name) => (recovering.get(name) ?? 0) >= mostRecovered);
    const reach = { operators, contracts: [...spoken.keys()], enough };
    const { taken, leftAlone } = await outbox.takeOver(reach, mostRecovered);
    for (const left of leftAlone) tellLeftAlone(left);
    const work = taken.map(async (record) => {
      const { operator } = record;
      recovering.set(operator, (recovering.get(operator) ?? 0) + 1);
      try {
        const sender = senders.get(operator);
        if (sender) await sender.goOn(record);
        else outbox.letGo(record.id);
      } finally {
        recovering.set(operator, (recovering.get(operator) ?? 1) - 1);
      }
    });
    const done = Promise.allSettled(work).finally(() => recovered.delete(done));
    recovered.add(done);
    return { done, isFull: taken.length === mostRecovered };
  }

  /** Once for each, however often it is seen. */
  function tellLeftAlone({ operator, contract, count }: LeftAlone): void {
    const about = `${operator} ${contract}`;
    if (told.has(about)) return;
    told.add(about);
    process.emitWarning(
      `${count} deliveries to operator ${operator} in contract ${contract} are left alone: it is not configured here. Start a sender to it`,
    );
  }

  // The lease is renewed however long it takes to look for what is left.
  const live = oneAtATime(() => outbox.live());
  const look = oneAtATime(async () => (closing ? undefined : takeOver()));
  const heartbeat = setInterval(() => void live().then(look), outbox.leaseMs / beatsPerLease).unref();

  const pruning = setInterval(() => {
    outbox.prune(Date.now() - keepMs).catch(warn);
  }, pruneEveryMs).unref();

  setOperators(options.operators);
  return {
    to: (operator) => {
      senderTo(operator);
      // Whoever has this name at the time of the call.
      return {
        authenticate: async (order) => senderTo(operator).enquire('authenticate', order),
        balance: async (order) => senderTo(operator).enquire('balance', order),
        status: async (order) => senderTo(operator).status(order),
        bet: (order) => rejecting(() => senderTo(operator).deliver('bet', order)),
        win: (order) => rejecting(() => senderTo(operator).deliver('win', order)),
        cancel: (order) => rejecting(() => senderTo(operator).deliver('cancel', order)),
      };
    },
    setOperators,
    pause: (operator) => senderTo(operator).pause(),
    resume: (operator) => senderTo(operator).resume(),
    states: () => Array.from(senders.values(), (sender) => sender.state()),
    retry: (selection) => retryAll(outbox, selection, (operator) => senders.get(operator)),
    resolve: (selection) => resolveAll(outbox, selection),
    recover,
    close: () => {
      closing ??= (async () => {
        await Promise.all([...leaving, ...Array.from(senders.values(), (sender) => sender.close())]);
        clearInterval(heartbeat);
        clearInterval(pruning);
      })();
      return closing;
    },
  };
}

/** Does nothing while it is at work. A database that is away for a moment is asked again at the next beat. */
function oneAtATime(work: () => Promise<unknown>): () => Promise<void> {
  let busy = false;
  return async () => {
    if (busy) return;
    busy = true;
    try {
      await work();
    } catch {
      // At the next beat.
    } finally {
      busy = false;
    }
  };
}

/** What is thrown rejects. An async function would keep a second promise for each of the many that wait. */
function rejecting<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return work();
  } catch (error) {
    return (async () => {
      throw error;
    })();
  }
}
