/** What a callback means, without the words of the wire: the language of the wallet. */
import type { AmountMinor, Check, ResultName } from './types.ts';

interface Asked {
  readonly account: string;
  /** To be made in this order; the first that fails is the answer. */
  readonly checks: readonly Check[];
}

/** Asks what the account has; `authenticate` and `balance` alike. */
export interface Enquiry extends Asked {
  readonly kind: 'enquiry';
}

/** Takes money from the account, or gives it some. */
export interface Movement extends Asked {
  readonly kind: 'bet' | 'win';
  readonly transactionId: string;
  readonly roundId: string;
  readonly amountMinor: AmountMinor;
}

/** Undoes the transaction, or asks what became of it. */
export interface Reference extends Asked {
  readonly kind: 'cancel' | 'status';
  readonly transactionId: string;
}

export type Callback = Enquiry | Movement | Reference;

/** What came of a callback. */
export interface Outcome {
  readonly result: Exclude<ResultName, 'wrongToken'>;
  /** The account's present balance, where it was read. */
  readonly balanceMinor?: AmountMinor;
  /** Of an accepted `status`. */
  readonly transaction?: 'standing' | 'cancelled';
  /** What an operator wants counted beside the result. */
  readonly note?: Note;
}

export type Note =
  /** The same transaction came again. */
  | 'repeat'
  /** A transaction's id came again with another command, account, round or amount; nothing moved the second time. */
  | 'conflict'
  /** A cancel came before its transaction, and is remembered. */
  | 'tombstone'
  /** A transaction came after its cancel. */
  | 'cancelled-before'
  /** A win or cancel of an inactive player was refused: money is owed. */
  | 'owed'
  /** The movement would exceed what a balance can hold. */
  | 'out-of-range'
  /** Refused before it was begun: its deadline had passed, or too many were waiting. */
  | 'shed';
