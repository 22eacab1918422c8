/** A delivery and its attempts, as an outbox keeps them. */
import type { Command } from '../../contract/types.ts';

/** The commands that move money. */
export type MovingCommand = Extract<Command, 'bet' | 'win' | 'cancel'>;

export const deliveryStates = ['pending', 'accepted', 'refused', 'cancelled', 'unresolved', 'resolved'] as const;
/**
 * How far a delivery is. `pending`: under way. `accepted`, `refused`, `cancelled` and `unresolved`: as in
 * `DeliveryOutcome`. `resolved`: a person has settled it by other means.
 */
export type DeliveryState = (typeof deliveryStates)[number];

/** What a delivery is known by: two operators may use the same transaction. */
export interface DeliveryKey {
  /** The operator's name. */
  readonly operator: string;
  readonly command: MovingCommand;
  /** Of a cancel, the transaction that it undoes. */
  readonly transactionId: string;
}

/** One bet, win or cancel, as the outbox keeps it. */
export interface DeliveryRecord extends DeliveryKey {
  /** The operator, the command and the transaction's id, as in `anna-casino:win:1676358191`. */
  readonly id: string;
  /** The name of the contract in which it is sent. */
  readonly contract: string;
  /** What is sent at present: the command, or the cancel that follows a bet. */
  readonly phase: MovingCommand;
  readonly account: string;
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
  /** When its next attempt is due, by its sender's clock; absent when none is waited for. */
  readonly dueAtMs?: number;
}

export function deliveryId({ operator, command, transactionId }: DeliveryKey): string {
  return `${operator}:${command}:${transactionId}`;
}

/** What an id names; `undefined` when it is none. */
export function deliveryKey(id: string): DeliveryKey | undefined {
  const [, operator, word, transactionId] = /^([a-z0-9][a-z0-9-]*):(\w+):(.*)$/s.exec(id) ?? [];
  const command = movingCommands.find((known) => known === word);
  if (operator === undefined || transactionId === undefined || !command) return undefined;
  return { operator, command, transactionId };
}

export const movingCommands: readonly MovingCommand[] = ['bet', 'win', 'cancel'];

/** One attempt, and what came of it. */
export interface AttemptRecord {
  /** What was sent. */
  readonly command: Command;
  /** When it was begun, in milliseconds since 1970. */
  readonly atMs: number;
  readonly durationMs: number;
  /** The kind of the call's outcome: `replied`, `timed-out` and so on, as in `CallOutcome`; `unreadable` where nothing could be sent. */
  readonly outcome: string;
  /** Absent when no head came back. */
  readonly httpStatus: number | undefined;
  /** The beginning of what was answered, without tokens. */
  readonly answer: string;
}

/** How far a delivery is. */
export type Progress = Pick<DeliveryRecord, 'phase' | 'state' | 'attempts' | 'dueAtMs'>;

/** An outbox can't be used as it is. The message says in one line why. */
export class UnusableOutbox extends Error {
  override readonly name = 'UnusableOutbox';
}
