/** Bets, wins and cancels: each carried out once, however often it is asked for, and answered in time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { OutsideContract } from '../contract/adapter.ts';
import { type DeliveryOutcome, UnknownOperator } from '../delivery/delivery.ts';
import type { OperatorSettings } from '../delivery/operators.ts';
import type { CancelOrder, MovementOrder, Orders } from '../delivery/orders.ts';
import { deliveryId, type DeliveryRecord, type MovingCommand } from '../delivery/outbox/outbox.ts';
import { differenceFrom } from './difference.ts';
import type { HandlerOptions } from './handlerOptions.ts';
import type { Failure, Reply } from './operation.ts';
import { type End, endOf, endOfRecord } from './ends.ts';
import { failure, outboxAway, unavailable } from './problem.ts';
import { toCancelOrder, toMovementOrder } from './orders.ts';
import { betReply, pendingReply, settledReply } from './replies.ts';
import type { CancelRequest, Movement } from './types.ts';
import { within } from './within.ts';

export interface Movements {
  bet(operator: OperatorSettings, movement: Movement): Promise<Reply<'bet'>>;
  win(operator: OperatorSettings, movement: Movement, waitMs?: number): Promise<Reply<'win'>>;
  cancel(operator: OperatorSettings, cancel: CancelRequest, waitMs?: number): Promise<Reply<'cancel'>>;
}

/** Beside an operator's deadline: what the relay itself takes. */
const ownTimeMs = 500;

/** How often a delivery is looked at that another relay carries. */
const lookEveryMs = 100;

/** How often a bet that is not answered at once is looked at. */
const betLookEveryMs = 200;

interface UnderWay {
  readonly order: MovementOrder | CancelOrder;
  readonly ended: Promise<DeliveryOutcome>;
}

/** How it ended, if it has; or why it was not begun. */
type Carried = { readonly end: End | undefined } | Failure;

export function movementsOf({ delivery, outbox, drained }: Omit<HandlerOptions, 'watch'>): Movements {
  /** What is under way here, by the delivery's id. */
  const underWay = new Map<string, UnderWay>();

  /** Begins it, or joins what was begun before, and waits so long for its end. */
  async function carry<C extends MovingCommand>(
    operator: OperatorSettings,
    command: C,
    order: Orders[C],
    waitMs: number,
  ): Promise<Carried> {
    const untilMs = performance.now() + waitMs;
    const id = idOf(operator, command, order);
    const known = underWay.get(id);
    if (known && !saysTheSame(known.order, order)) return conflict(id, 'content');
    const { ended } = known ?? start(operator, command, order, id);
    try {
      const outcome = await (command === 'bet' ? betWithin(ended, id, waitMs) : within(ended, waitMs, drained));
      if (!outcome) {
        const kept = await whatIsKept(operator, command, order, id, ended);
        if (kept !== 'the same') return kept;
      } else if (outcome.kind === 'unavailable') {
        // Whether it was begun while the operator was available, nobody has looked.
        const before = await beforeIt(operator, command, order, id);
        if (before !== 'the same') return before ?? unavailable(operator.name, outcome.reason);
      } else if (outcome.kind !== 'unresolved') return { end: endOf(outcome) };
      // Whoever has taken it over may still be at it.
    } catch (error) {
      if (error instanceof OutsideContract) return failure(400, 'outside-contract', error.message);
      const before = await beforeIt(operator, command, order, id);
      if (before === undefined) throw error;
      if (before !== 'the same') return before;
    }
    return { end: await follow(operator, id, untilMs) };
  }

  function start<C extends MovingCommand>(
    operator: OperatorSettings,
    command: C,
    order: Orders[C],
    id: string,
  ): UnderWay {
    const to = delivery.to(operator.name);
    const send: { readonly [K in MovingCommand]: (given: Orders[K]) => Promise<DeliveryOutcome> } = to;
    const entry = { order, ended: send[command](order) };
    underWay.set(id, entry);
    const forget = (): boolean => underWay.delete(id);
    entry.ended.then(forget, forget);
    return entry;
  }

  /** What the outbox has of this transaction, which kept it from being begun; nothing where that was something else. */
  async function beforeIt<C extends MovingCommand>(
    operator: OperatorSettings,
    command: C,
    order: Orders[C],
    id: string,
  ): Promise<'the same' | Failure | undefined> {
    const record = await outbox.find(id);
    if (record) {
      const difference = differenceFrom(record, order, operator);
      return difference === undefined ? 'the same' : conflict(id, difference);
    }
    if (command === 'cancel') return undefined;
    const other = command === 'bet' ? 'win' : 'bet';
    const taken = await outbox.find(idOf(operator, other, order));
    return taken && conflict(taken.id, 'command');
  }

  /** Waits until the outbox has it: only then it may be told that it is pending, and only if it is the same. */
  async function whatIsKept<C extends MovingCommand>(
    operator: OperatorSettings,
    command: C,
    order: Orders[C],
    id: string,
    ended: Promise<DeliveryOutcome>,
  ): Promise<'the same' | Failure> {
    for (;;) {
      const kept = await beforeIt(operator, command, order, id);
      if (kept) return kept;
      // What has ended was kept.
      if (await within(ended, lookEveryMs / 5)) return 'the same';
    }
  }

  /** The outcome of a bet, or as soon as that is seen, that the operator gave no usable answer: its cancel goes on behind. */
  async function betWithin(
    ended: Promise<DeliveryOutcome>,
    id: string,
    waitMs: number,
  ): Promise<DeliveryOutcome | undefined> {
    const untilMs = performance.now() + waitMs;
    for (;;) {
      const leftMs = untilMs - performance.now();
      const outcome = await within(ended, Math.max(0, Math.min(betLookEveryMs, leftMs)));
      if (outcome || leftMs <= 0) return outcome;
      if ((await outbox.find(id))?.phase === 'cancel') return { kind: 'cancelled' };
    }
  }

  /** Waits for the end of what this relay may not be carrying. */
  async function follow(operator: OperatorSettings, id: string, untilMs: number): Promise<End | undefined> {
    for (;;) {
      const record = await outbox.find(id);
      if (record && record.state !== 'pending') return endOfRecord(record, await outbox.attempts(id), operator);
      if (record?.command === 'bet' && record.phase === 'cancel') return { state: 'cancelled' };
      const leftMs = untilMs - performance.now();
      if (leftMs <= 0 || drained.aborted) return undefined;
      await sleep(Math.min(lookEveryMs, leftMs));
    }
  }

  async function bet(operator: OperatorSettings, movement: Movement, waitMs: number): Promise<Reply<'bet'>> {
    const order = toMovementOrder(movement);
    const id = idOf(operator, 'bet', order);
    const carried = await carry(operator, 'bet', order, waitMs);
    if ('problem' in carried) return carried;
    const { end } = carried;
    if (end) return betReply(operator, id, (await isUndone(operator, order, end)) ? { state: 'cancelled' } : end);
    if (!underWay.has(id)) return pendingReply(id);
    try {
      await undo(operator, order);
    } catch (error) {
      // Removed meanwhile: what is under way to it ends as it may.
      if (error instanceof UnknownOperator) return pendingReply(id);
      throw error;
    }
    return betReply(operator, id, { state: 'cancelled' });
  }

  /** Whether a bet was cancelled after it was taken, as one is that was answered as not placed. */
  async function isUndone(operator: OperatorSettings, order: MovementOrder, { state, told }: End): Promise<boolean> {
    if (state !== 'accepted') return false;
    const id = idOf(operator, 'cancel', { account: order.account, targetId: order.transactionId });
    if (told === 'now') return underWay.has(id);
    const cancel = await outbox.find(id);
    return cancel !== undefined && cancel.state !== 'refused';
  }

  /** The bet is late by this relay's own slowness: whatever becomes of it, its cancel is kept before it is said not to be placed. */
  async function undo(operator: OperatorSettings, { transactionId: targetId, ...bet }: MovementOrder): Promise<void> {
    const { account, roundId, amountMinor, play } = bet;
    const order: CancelOrder = { account, targetId, roundId, amountMinor, ...(play && { play: withoutKind(play) }) };
    const id = idOf(operator, 'cancel', order);
    const { ended } = underWay.get(id) ?? start(operator, 'cancel', order, id);
    const untilMs = performance.now() + ownTimeMs;
    for (let kept = await outbox.find(id); !kept; kept = await outbox.find(id)) {
      if (performance.now() > untilMs) throw new Error(`${id} can't be kept`);
      await within(ended.then(nothing, nothing), lookEveryMs / 5);
    }
  }

  async function settle<C extends 'win' | 'cancel'>(
    operator: OperatorSettings,
    command: C,
    order: Orders[C],
    waitMs: number,
  ): Promise<ReturnType<typeof pendingReply> | ReturnType<typeof settledReply> | Failure> {
    const id = idOf(operator, command, order);
    const carried = await carry(operator, command, order, waitMs);
    if ('problem' in carried) return carried;
    return carried.end ? settledReply(operator, id, carried.end) : pendingReply(id);
  }

  const timeFor = ({ contract }: OperatorSettings, command: MovingCommand): number =>
    contract.delivery[command].deadlineMs + ownTimeMs;

  return {
    bet: (operator, movement) => {
      const waitMs = timeFor(operator, 'bet');
      return inTime(bet(operator, movement, waitMs), waitMs);
    },
    win: (operator, movement, waitMs = timeFor(operator, 'win')) =>
      inTime(settle(operator, 'win', toMovementOrder(movement), waitMs), waitMs),
    cancel: (operator, cancel, waitMs = timeFor(operator, 'cancel')) =>
      inTime(settle(operator, 'cancel', toCancelOrder(cancel), waitMs), waitMs),
  };
}

function idOf(operator: OperatorSettings, command: MovingCommand, order: MovementOrder | CancelOrder): string {
  const transactionId = 'targetId' in order ? order.targetId : order.transactionId;
  return deliveryId({ operator: operator.name, command, transactionId });
}

/** A cancel is known by its target, which is in its id. */
function saysTheSame(known: UnderWay['order'], order: UnderWay['order']): boolean {
  return 'targetId' in order ? known.account === order.account : isDeepStrictEqual(known, order);
}

function conflict(id: DeliveryRecord['id'], difference: string): Failure {
  return failure(409, 'conflict', `${id} was begun with another ${difference}`, { deliveryId: id });
}

/** What is told of the bet itself is not told of its cancel. */
function withoutKind({
  type,
  callId,
  ...game
}: NonNullable<MovementOrder['play']>): NonNullable<MovementOrder['play']> {
  return game;
}

/** While the outbox is silent nobody knows what becomes of it. */
async function inTime<Known>(work: Promise<Known>, waitMs: number): Promise<Known | Failure> {
  return (await within(work, waitMs + ownTimeMs)) ?? outboxAway;
}

const nothing = (): undefined => undefined;
