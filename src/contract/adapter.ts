/** Between a contract's wire and the wallet's language. Only the adapters know how a transaction is named on the wire. */
import type { Callback, Cancel, Enquiry, Movement, Outcome, StatusQuestion } from './callback.ts';
import type { Violation } from './violation.ts';
import type { AmountMinor } from './types.ts';

/** What a request is about, for a log or an outbox; what it does not name is absent. */
export interface Subject {
  readonly account: string;
  readonly transactionId?: string;
  /** What a cancel with an id of its own is to undo. */
  readonly targetId?: string;
  readonly roundId?: string;
  readonly amountMinor?: AmountMinor;
}

/** What every callback has beside its data. */
export type Asked = Pick<Enquiry, 'provider' | 'checks'>;

/** A callback as its sender means it; who asks, and for which checks, is added on the way. */
export type Order =
  | Omit<Enquiry, keyof Asked>
  | Omit<Movement, keyof Asked>
  | Omit<Cancel, keyof Asked>
  | Omit<StatusQuestion, keyof Asked>;

/** The data of a message that the contract's schema has accepted and the codec has decoded. */
export interface DecodedData {
  readonly account: string;
}

/** An order that the contract does not allow. */
export class OutsideContract extends RangeError {}

export interface Adapter {
  /** Whether a cancel has an id of its own, which its sender has to make. */
  readonly cancelHasId: boolean;
  /** The fields of `data` that name a transaction, that of the transaction which moves money or is asked for first. */
  readonly idFields: readonly string[];
  /**
   * Reads what is sent otherwise than the contract says and is understood all the same, and tells what no schema can
   * state. It sees `data` before the schema does, and may change it.
   */
  amend?(command: string, data: Record<string, unknown>): readonly Violation[];
  /** What a request means. Throws `Error` for a command that the wallet's language has no word for. */
  toCallback(command: string, data: DecodedData, asked: Asked): Callback;
  /** The data of the request that carries an order. Throws `OutsideContract` where it can't. */
  toData(order: Order): DecodedData;
  subjectOf(data: DecodedData): Subject;
  /** The data of the reply to an accepted `status`. */
  statusData(data: DecodedData, transaction: NonNullable<Outcome['transaction']>): object;
  /** What the reply to an accepted `status` tells of the transaction; `undefined` for any other reply. */
  transactionIn(reply: object): Outcome['transaction'];
}
