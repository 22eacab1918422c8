/** What a sender owes, kept before the first byte is sent. */
import type { DeliveryQuery, OpenDeliveries, Page, Settlement } from './query.ts';
import type { AttemptRecord, DeliveryRecord, Progress } from './record.ts';

export * from './record.ts';

/**
 * Reads an outbox and changes nothing. Its methods reject with the database's own error when the database does not
 * answer. A list begins with the cursor `''`, and its pages have at most `limit` items.
 */
export interface OutboxReader {
  /** Resolves the delivery with this id, or `undefined` when there is none. */
  find(id: string): Promise<DeliveryRecord | undefined>;
  /** Resolves the attempts of the delivery with this id, oldest first. */
  attempts(id: string): Promise<AttemptRecord[]>;
  /** Lists deliveries in the order in which they were added. */
  list(query: DeliveryQuery, after: string, limit: number): Promise<Page<DeliveryRecord>>;
  /**
   * Lists how deliveries to this operator ended, in an order that never changes: whatever is added comes behind every cursor that was
   * told, however many senders share the outbox. Rejects with `RangeError` for a cursor that the list has not come to.
   */
  settlements(operator: string, after: string, limit: number): Promise<Page<Settlement>>;
  /** What has not ended well yet, for each operator of whom there is any. */
  open(): Promise<OpenDeliveries[]>;
  close(): Promise<void>;
}

/** How many deliveries one look at the outbox brings. */
const pageSize = 1_000;

/** Every delivery that meets the query, in the order in which they were added, however many they are. */
export async function* allDeliveries(outbox: OutboxReader, query: DeliveryQuery): AsyncGenerator<DeliveryRecord> {
  for (let page = await outbox.list(query, '', pageSize); page.items.length > 0;) {
    yield* page.items;
    page = await outbox.list(query, page.cursor, pageSize);
  }
}

/** Whose deliveries a sender can carry: to these operators, in these contracts. */
export interface Reach {
  readonly operators: readonly string[];
  readonly contracts: readonly string[];
  /** Those of the operators to whom it has enough in hand: nothing more is taken over. */
  readonly enough?: readonly string[];
}

/** What is no cursor of a list. */
export class UnknownCursor extends RangeError {}

/** So many deliveries that are free and out of a sender's reach. */
export type LeftAlone = Pick<DeliveryRecord, 'operator' | 'contract'> & { readonly count: number };

/**
 * Keeps deliveries in a database, on behalf of one sender. Several senders share one outbox when its database is
 * PostgreSQL. What a method resolves is durable. `createDelivery` calls all of it; a game only opens and closes it, and
 * reads.
 */
export interface Outbox extends OutboxReader {
  /** How long a sender counts as alive after it has renewed its lease, in milliseconds. */
  readonly leaseMs: number;
  /**
   * Whether this sender's lease still runs, by a clock that nobody sets; and whether it has run all the while since this delivery was last
   * taken or noted, where one is named. Once it has run out, others may have its deliveries.
   */
  leased(id?: string): boolean;
  /**
   * Keeps a new delivery. Resolves `false`, with nothing kept, when there is one with its id, or a bet or win to the same operator with
   * its transaction's id.
   */
  add(record: DeliveryRecord): Promise<boolean>;
  /**
   * Notes how far a delivery is, and the attempt that brought it there. Resolves `false`, with nothing noted, when
   * another sender has taken the delivery over.
   */
  note(id: string, progress: Progress, attempt?: AttemptRecord): Promise<boolean>;
  /** Leaves a pending delivery to whoever takes it over next: this sender while it is within its reach, else another. */
  letGo(id: string): void;
  /** Renews this sender's lease. */
  live(): Promise<void>;
  /**
   * Takes over at most `limit` of what dead senders left pending, and of what this one let go of; oldest first. What is as free and out of
   * reach is told, and left to whoever has it within theirs.
   */
  takeOver(
    reach: Reach,
    limit: number,
  ): Promise<{ readonly taken: readonly DeliveryRecord[]; readonly leftAlone: readonly LeftAlone[] }>;
  /** Takes what is unresolved, or a win or cancel that was refused, to try it again; tells it as it was. Nothing for all others. */
  reopen(id: string): Promise<DeliveryRecord | undefined>;
  /**
   * Marks an unresolved or refused delivery as settled by a person. Resolves `false`, with nothing changed, when it is
   * neither.
   */
  resolve(id: string): Promise<boolean>;
  /**
   * Forgets deliveries, of this operator or of all, that ended before this time (milliseconds since 1970), with their attempts and
   * settlements, and dead senders that left nothing. What is pending or unresolved stays, however old. Resolves how many deliveries were
   * forgotten.
   */
  prune(beforeMs: number, operator?: string): Promise<number>;
}
