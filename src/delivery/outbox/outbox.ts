/** What a sender owes, kept before the first byte is sent. */
import type { Command } from '../../contract/types.ts';

/** The commands that move money. */
export type MovingCommand = Extract<Command, 'bet' | 'win' | 'cancel'>;

export const deliveryStates = ['pending', 'accepted', 'refused', 'cancelled', 'unresolved', 'resolved'] as const;
/**
 * `pending` is under way. `accepted` and `refused` are the operator's word. `cancelled`: a bet whose fate was
 * unknown was undone, or a cancel came before a delivery was through. `unresolved`: out of attempts.
 * `resolved`: settled by a person.
 */
export type DeliveryState = (typeof deliveryStates)[number];

/** One thing that the game wanted delivered. */
export interface DeliveryRecord {
  /** The command and the transaction's id, as in `win:1676358191`. */
  readonly id: string;
  readonly command: MovingCommand;
  /** What is sent at present: the command, or the cancel that follows a bet. */
  readonly phase: MovingCommand;
  readonly account: string;
  readonly transactionId: string;
  readonly roundId: string;
  /** What a bet or win moves; nothing for a cancel. */
  readonly amountMinor: bigint;
  /** The request, as JSON. */
  readonly body: string;
  readonly state: DeliveryState;
  /** How often the phase was tried. */
  readonly attempts: number;
  readonly createdAtMs: number;
}

/** One try, and what came of it. */
export interface AttemptRecord {
  readonly command: Command;
  readonly atMs: number;
  readonly durationMs: number;
  /** As the call was classified: replied, timed-out, … */
  readonly outcome: string;
  readonly httpStatus: number | undefined;
  /** What was answered, tokens removed and shortened. */
  readonly answer: string;
}

export type Progress = Pick<DeliveryRecord, 'phase' | 'state' | 'attempts'>;

/** The outbox can't be opened; the message says why. */
export class UnusableOutbox extends Error {
  override readonly name = 'UnusableOutbox';
}

/** What only reads an outbox. */
export interface OutboxReader {
  find(id: string): Promise<DeliveryRecord | undefined>;
  attempts(id: string): Promise<AttemptRecord[]>;
  /** In the order of their ids, at most `limit` of those behind `after`; of all states unless one is given. */
  list(state: DeliveryState | undefined, after: string, limit: number): Promise<DeliveryRecord[]>;
  close(): Promise<void>;
}

/** How many deliveries one look at the outbox brings. */
const pageSize = 1_000;

/** Every delivery in this state, in the order of their ids, however many they are. */
export async function* allDeliveries(outbox: OutboxReader, state: DeliveryState): AsyncGenerator<DeliveryRecord> {
  for (let page = await outbox.list(state, '', pageSize); page.length > 0;) {
    yield* page;
    page = await outbox.list(state, page.at(-1)?.id ?? '', pageSize);
  }
}

/** Kept in a database, and shared by several senders when that database is PostgreSQL. */
export interface Outbox extends OutboxReader {
  /** A sender that has not said for so long that it lives is taken for dead. */
  readonly leaseMs: number;
  /** Durable when it resolves; `false` when there is a delivery of this id already, or a bet or win with its transaction's. */
  add(record: DeliveryRecord): Promise<boolean>;
  /**
   * Notes how far a delivery is, and the attempt that brought it there. `false`, and nothing noted, when
   * another sender has taken the delivery over.
   */
  note(id: string, progress: Progress, attempt?: AttemptRecord): Promise<boolean>;
  /** Says that this sender lives. */
  live(): Promise<void>;
  /** Takes over what dead senders left pending, and what this one let go of when the database went away; oldest first. */
  takeOver(): Promise<DeliveryRecord[]>;
  /** Takes what is unresolved, or a win or cancel that was refused, to try it again; tells it as it was. Nothing for all others. */
  reopen(id: string): Promise<DeliveryRecord | undefined>;
  /** A person has settled an unresolved or refused delivery by other means; `false` when there is none. */
  resolve(id: string): Promise<boolean>;
}
