/** What a sender owes, kept before the first byte is sent. */
import type { Command } from '../../contract/types.ts';

/** The commands that move money. */
export type MovingCommand = Extract<Command, 'bet' | 'win' | 'cancel'>;

export const deliveryStates = ['pending', 'accepted', 'refused', 'cancelled', 'unresolved', 'resolved'] as const;
/**
 * How far a delivery is. `pending`: under way. `accepted`, `refused`, `cancelled` and `unresolved`: as in
 * `DeliveryOutcome`. `resolved`: a person has settled it by other means.
 */
export type DeliveryState = (typeof deliveryStates)[number];

/** One bet, win or cancel, as the outbox keeps it. */
export interface DeliveryRecord {
  /** The command and the transaction's id, as in `win:1676358191`. */
  readonly id: string;
  readonly command: MovingCommand;
  /** The name of the contract in which it is sent. */
  readonly contract: string;
  /** What is sent at present: the command, or the cancel that follows a bet. */
  readonly phase: MovingCommand;
  readonly account: string;
  /** Of a cancel, the transaction that it undoes. */
  readonly transactionId: string;
  readonly roundId: string;
  /** The amount of a bet or win in minor units; 0 for a cancel. */
  readonly amountMinor: bigint;
  /** The request, as JSON, and beside it the id that the cancel of a bet will have. */
  readonly body: string;
  readonly state: DeliveryState;
  /** How many attempts the phase has had. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
}

/** One attempt, and what came of it. */
export interface AttemptRecord {
  /** What was sent. */
  readonly command: Command;
  /** When it was begun, in milliseconds since 1970. */
  readonly atMs: number;
  readonly durationMs: number;
  /** The kind of the call's outcome: `replied`, `timed-out` and so on, as in `CallOutcome`. */
  readonly outcome: string;
  /** Absent when no head came back. */
  readonly httpStatus: number | undefined;
  /** The beginning of what was answered, without tokens. */
  readonly answer: string;
}

/** How far a delivery is. */
export type Progress = Pick<DeliveryRecord, 'phase' | 'state' | 'attempts'>;

/** An outbox can't be used as it is. The message says in one line why. */
export class UnusableOutbox extends Error {
  override readonly name = 'UnusableOutbox';
}

/**
 * Reads an outbox and changes nothing. Its methods reject with the database's own error when the database does not
 * answer.
 */
export interface OutboxReader {
  /** Resolves the delivery with this id, or `undefined` when there is none. */
  find(id: string): Promise<DeliveryRecord | undefined>;
  /** Resolves the attempts of the delivery with this id, oldest first. */
  attempts(id: string): Promise<AttemptRecord[]>;
  /**
   * Resolves at most `limit` deliveries in this state, or in any when it is `undefined`, whose ids come after `after`,
   * in the order of their ids. Begin with `''`.
   */
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

/**
 * Keeps deliveries in a database, on behalf of one sender. Several senders share one outbox when its database is
 * PostgreSQL. What a method resolves is durable. `createDelivery` calls all of it; a game only opens and closes it, and
 * reads.
 */
export interface Outbox extends OutboxReader {
  /** How long a sender counts as alive after it has renewed its lease, in milliseconds. */
  readonly leaseMs: number;
  /**
   * Keeps a new delivery. Resolves `false`, with nothing kept, when there is one with its id, or a bet or win with its
   * transaction's id.
   */
  add(record: DeliveryRecord): Promise<boolean>;
  /**
   * Notes how far a delivery is, and the attempt that brought it there. Resolves `false`, with nothing noted, when
   * another sender has taken the delivery over.
   */
  note(id: string, progress: Progress, attempt?: AttemptRecord): Promise<boolean>;
  /** Renews this sender's lease. */
  live(): Promise<void>;
  /**
   * Takes over what dead senders left pending in this contract, and what this one let go of when the database went away;
   * oldest first. What is as free and of another contract is told and left alone.
   */
  takeOver(contract: string): Promise<{
    readonly taken: readonly DeliveryRecord[];
    readonly leftAlone: readonly Pick<DeliveryRecord, 'id' | 'contract'>[];
  }>;
  /** Takes what is unresolved, or a win or cancel that was refused, to try it again; tells it as it was. Nothing for all others. */
  reopen(id: string): Promise<DeliveryRecord | undefined>;
  /**
   * Marks an unresolved or refused delivery as settled by a person. Resolves `false`, with nothing changed, when it is
   * neither.
   */
  resolve(id: string): Promise<boolean>;
}
