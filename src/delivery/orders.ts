/** What a game has delivered, in the wallet's language, and what the outbox keeps of it. */
import { randomUUID } from 'node:crypto';
import { type DecodedData, OutsideContract } from '../contract/adapter.ts';
import type { Cancel, Enquiry, Movement, StatusQuestion } from '../contract/callback.ts';
import { codecOf } from '../contract/codec.ts';
import { dataViolations } from '../contract/outgoing.ts';
import type { AnyContract } from '../contract/contract.ts';
import { type ParsedJson, parseJson } from '../contract/json.ts';
import { type DeliveryRecord, type MovingCommand, UnusableOutbox } from './outbox/outbox.ts';

/** What the delivery adds to every order. */
type Added = 'kind' | 'provider' | 'checks';

/** `authenticate` or `balance`. */
export type EnquiryOrder = Omit<Enquiry, Added>;
/** A bet or a win. */
export type MovementOrder = Omit<Movement, Added>;
/** Undoes a bet or a win. Where the contract gives a cancel an id of its own, `transactionId` is it, or one is made. */
export type CancelOrder = Omit<Cancel, Added>;
export type StatusOrder = Omit<StatusQuestion, Added>;

export interface Orders {
  readonly bet: MovementOrder;
  readonly win: MovementOrder;
  readonly cancel: CancelOrder;
}

/** What is sent, and what is kept of it from before its first byte on. */
export interface Letter {
  readonly data: DecodedData;
  /** For the outbox: the request, and the id that the cancel of a bet will have. */
  readonly body: string;
}

/** Writes orders in a contract's words, and reads them again in the outbox. */
export interface Letters {
  /** Throws `RangeError` for an order that would be outside the contract. */
  write<C extends MovingCommand>(command: C, order: Orders[C]): Letter;
  /** Throws `UnusableOutbox` for what is in another contract, or can't be read in this currency. */
  read(record: DeliveryRecord): DecodedData;
  /** The data of the cancel that undoes a bet, always with the same id. Throws `UnusableOutbox`, too. */
  cancelOf(record: DeliveryRecord): DecodedData;
}

export function lettersIn(contract: AnyContract, currencyDecimals: number): Letters {
  const { adapter } = contract;
  const codec = codecOf(contract, currencyDecimals);
  const ownId = (): { readonly transactionId?: string } =>
    adapter.cancelHasId ? { transactionId: `cancel-${randomUUID()}` } : {};

  function dataOf<C extends MovingCommand>(command: C, order: Orders[C]): DecodedData {
    const orders: { readonly [K in MovingCommand]: (given: Orders[K]) => DecodedData } = {
      bet: (given) => adapter.toData({ ...given, kind: 'bet' }),
      win: (given) => adapter.toData({ ...given, kind: 'win' }),
      cancel: (given) => adapter.toData({ ...ownId(), ...given, kind: 'cancel' }),
    };
    return orders[command](order);
  }

  function decoded(record: DeliveryRecord): { readonly json: ParsedJson; readonly data: DecodedData } {
    const { id, command, body } = record;
    if (record.contract !== contract.name)
      throw new UnusableOutbox(`${id} is in contract ${record.contract}, and this sender speaks ${contract.name}`);
    const json = parseJson(body);
    if (!json || !isRequest(contract, command, json))
      throw new UnusableOutbox(`${id} can't be read: it is no ${command} of contract ${contract.name}`);
    const decoded = codec.decodeRequest(command, json);
    if ('violations' in decoded)
      throw new UnusableOutbox(`${id} can't be read in a currency with ${currencyDecimals} decimals`);
    return { json, data: decoded.message.data };
  }

  return {
    write: (command, order) => {
      const data = dataOf(command, order);
      const undoing = command === 'bet' ? ownId() : {};
      const kept = { command, data, ...('transactionId' in undoing && { cancelId: undoing.transactionId }) };
      const body = codec.encodeRequest(command, kept);
      requireWithin(contract, command, body);
      return { data, body };
    },
    read: (record) => decoded(record).data,
    cancelOf: (record) => {
      const { json, data } = decoded(record);
      const bet = adapter.toCallback('bet', data, { provider: '', checks: [] });
      if (bet.kind !== 'bet') throw new Error(`${record.id} is not read as a bet`);
      const { account, transactionId: targetId, roundId, amountMinor } = bet;
      // What is told of the bet itself is not told of its cancel, which is as old as the delivery.
      const { type, callId, sentAtMs, ...game } = bet.play ?? {};
      const play = { ...game, sentAtMs: record.createdAtMs };
      const cancelId = cancelIdIn(json.value);
      const named = { targetId, ...(cancelId !== undefined && { transactionId: cancelId }) };
      return adapter.toData({ kind: 'cancel', account, ...named, roundId, amountMinor, play });
    },
  };
}

/** What the operator would refuse is refused before it is kept, or it would be tried again and again. */
function requireWithin(contract: AnyContract, command: MovingCommand, body: string): void {
  const violations = dataViolations(contract, command, body);
  if (violations.length === 0 && !body.includes('\\u0000')) return;
  if (violations.length === 0) throw new OutsideContract('the order has NUL in a text, which no outbox keeps');
  const told = violations.map(({ field, problem }) => `${field} ${problem}`).join('; ');
  throw new OutsideContract(`the order is outside contract ${contract.name}: ${told}`);
}

/** What is kept has neither time nor checks, which are each attempt's own. */
function isRequest(contract: AnyContract, command: MovingCommand, { value }: ParsedJson): boolean {
  const validate = contract.requestValidators[command];
  return typeof value === 'object' && validate({ ...value, timestamp: '0', check: '' });
}

function cancelIdIn(kept: unknown): string | undefined {
  return typeof kept === 'object' && kept !== null && 'cancelId' in kept && typeof kept.cancelId === 'string'
    ? kept.cancelId
    : undefined;
}
