/** What an outbox needs of its database, SQLite or PostgreSQL. */
import type { AttemptRecord, DeliveryKey, DeliveryRecord, DeliveryState, MovingCommand } from './outbox.ts';
import type { Dialect } from './schema.ts';

/** How an outbox is opened. */
export interface Opening {
  /** Whether it must be there. */
  readonly mustExist?: boolean;
  /** To whom the deliveries of an outbox of kit 0.1.0 go. */
  readonly earlierOperator?: string;
}

/** A database to read from, with numbered parameters `$1`. */
export interface ReadableDatabase {
  run(text: string, values?: readonly Value[]): Promise<readonly Row[]>;
  /** Tells as `last` the highest number that a settlement was ever given, forgotten ones too; NULL where that can't be known. */
  readonly lastSettlement: string;
  close(): Promise<void>;
}
export type Value = string | bigint | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** A delivery to be kept. */
export interface Addition {
  readonly kind: 'add';
  readonly record: DeliveryRecord;
  readonly sender: string;
}

/** How far a delivery is, to be noted if its sender has it still. */
export interface Note {
  readonly kind: 'note';
  /** Of the delivery's row; `id` beside it, since a database that has lost its last rows gives their numbers again. */
  readonly number: number;
  readonly id: string;
  readonly operator: string;
  readonly sender: string;
  readonly hold: number;
  readonly phase: MovingCommand;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly dueAtMs: number | undefined;
  readonly attempt: AttemptRecord | undefined;
  /** How many attempts there are, with this one. */
  readonly logged: number;
}

export type Change = Addition | Note;

/** The number of the row that was added or noted; `undefined` where nothing was. */
export type Changed = number | undefined;

export interface OutboxDatabase extends ReadableDatabase, Dialect {
  /** Makes all changes durable at once, by one statement or transaction, or none. */
  commit(changes: readonly Change[]): Promise<readonly Changed[]>;
  /** Notes that a person has settled what was unresolved or refused; `false` when it is neither. */
  resolve(key: DeliveryKey): Promise<boolean>;
  /** Whether this error tells that one of the changes can't be made, and that nothing was. */
  isRefusal(error: unknown): boolean;
}
