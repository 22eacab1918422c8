/** A transaction as its entries tell it. */
import type { AmountMinor } from '../contract/types.ts';
import type { Entry } from './state.ts';

export interface Transaction {
  /** The movement, or what stands in its place. */
  readonly first: Entry;
  /**
   * `standing`: it moved what it says. `cancelled`: a cancel has undone it. `held`: a win that waits for its end. `rejected`: a
   * win that was held and is not paid. `tombstone`: its cancel came before it, or before the end of its hold.
   */
  readonly state: 'standing' | 'cancelled' | 'held' | 'rejected' | 'tombstone';
}

/** The transaction with one entry more, which must be its next. */
export function transactionWith(known: Transaction | undefined, entry: Entry): Transaction {
  const { kind, step, provider, transactionId } = entry;
  if (!known) {
    if (step !== 0) throw new Error(`transaction ${provider} ${transactionId} has an end but was never made`);
    return { first: entry, state: kind === 'held' || kind === 'tombstone' ? kind : 'standing' };
  }
  const { first, state } = known;
  if (kind === 'cancel' && state === 'standing') return { first, state: 'cancelled' };
  if (kind === 'release' && state === 'held') return { first, state: 'standing' };
  if (kind === 'rejection' && state === 'held') return { first, state: 'rejected' };
  if (kind === 'tombstone' && state === 'held') return { first, state: 'tombstone' };
  throw new Error(`transaction ${provider} ${transactionId} is ${state} and can't have the entry ${kind}`);
}

/** What the transaction was asked to move, whichever way; a tombstone nothing. */
export function amountOf({ first }: Transaction): AmountMinor {
  return first.heldMinor ?? (first.deltaMinor < 0n ? -first.deltaMinor : first.deltaMinor);
}

/** What an entry counts for its provider's hour: not what a person has released, nor that it is taken back. */
export function countedForHour({ kind, step, deltaMinor }: Entry): AmountMinor {
  return kind === 'release' || step === 2 ? 0n : deltaMinor;
}

/** What it was sent as, where it was a bet or a win. */
export function playedAs({ first }: Transaction): 'bet' | 'win' | undefined {
  if (first.kind === 'held') return 'win';
  return first.kind === 'bet' || first.kind === 'win' ? first.kind : undefined;
}
