/** What can be asked of an outbox, page by page. */
import type { DeliveryRecord, DeliveryState } from './record.ts';

/** Every condition that is given is met by what is listed. */
export interface DeliveryQuery {
  readonly operator?: string;
  readonly account?: string;
  readonly roundId?: string;
  /** Of a cancel, the transaction that it undoes. */
  readonly transactionId?: string;
  readonly state?: DeliveryState;
  /** Created at this time or later, in milliseconds since 1970. */
  readonly createdFromMs?: number;
  /** Created before this time. */
  readonly createdUntilMs?: number;
  /** What the last attempt met: `timed-out` and so on, as in `AttemptRecord.outcome`. */
  readonly error?: string;
}

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Behind the last item, for the next page; as it was given when there is none. */
  readonly cursor: string;
}

/**
 * How a delivery ended. When it ends again later, since it was tried again or a person has resolved it, that is another
 * settlement.
 */
export interface Settlement {
  readonly delivery: DeliveryRecord;
  /** What it ended as then. The record tells what it is now. */
  readonly state: Exclude<DeliveryState, 'pending'>;
  /** By the clock of the database, in milliseconds since 1970. */
  readonly atMs: number;
  /** Behind it the list goes on. */
  readonly cursor: string;
}

/** What of one operator has not ended well yet. */
export interface OpenDeliveries {
  readonly operator: string;
  readonly pending: number;
  readonly unresolved: number;
  /** When the oldest of the unresolved was created, in milliseconds since 1970; absent when there is none. */
  readonly unresolvedSinceMs?: number;
}
