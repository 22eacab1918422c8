/** Many deliveries, retried or resolved at once. */
import type { DeliveryState } from './outbox/outbox.ts';

/** Which deliveries are meant: those with these ids, or else all unresolved ones that meet every condition which is given. */
export interface Selection {
  readonly ids?: readonly string[];
  readonly operator?: string;
  /** Created at this time or later, in milliseconds since 1970. */
  readonly createdFromMs?: number;
  /** Created before this time. */
  readonly createdUntilMs?: number;
  /** What the last attempt met: `timed-out` and so on, as in `AttemptRecord.outcome`. */
  readonly error?: string;
  /** Goes on behind what another pass had come to: its `cursor`. */
  readonly after?: string;
  /** How many are begun in a second; 50 when not given. */
  readonly perSecond?: number;
  /** Begins no more when it aborts. */
  readonly signal?: AbortSignal;
  /** Told of each once it has ended. */
  readonly told?: (end: { readonly id: string; readonly state: DeliveryState }) => void;
}

/** What came of a selection. */
export interface BulkReport {
  /** How many ended in each state. What was left alone, since it is neither unresolved nor a refused win or cancel, is not among them. */
  readonly ended: ReadonlyMap<DeliveryState, number>;
  /** All that was selected up to here has been begun: what a further pass goes on behind. */
  readonly cursor: string;
}
