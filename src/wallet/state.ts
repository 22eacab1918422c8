import type { Play } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';

/** A player's account, at one moment. */
export interface Account {
  /** As the provider sends it. */
  readonly name: string;
  /** Whether the player may play. */
  readonly active: boolean;
  /** The sum of the account's entries, in minor units. Negative only after a win was cancelled that had been spent. */
  readonly balanceMinor: AmountMinor;
  /** How many entries the account has; each entry raises it by one. */
  readonly version: bigint;
  /** What the guards have counted of the account's wins, in the words of `dayWins.ts`; absent where it was not read. */
  readonly dayWins?: string;
  /** The code of the currency of its money. */
  readonly currency: string;
}

/**
 * What an entry is of. `tombstone` stands where a transaction would, which was cancelled before it came. `cancel` undoes a
 * transaction and stands behind it; `cancel-request` takes the place of the cancel's own id, where it has one. `held` is a win
 * that a guard stopped; behind it stands its end: a `release`, which pays it, a `rejection`, or the tombstone of its cancel.
 */
export const entryKinds = [
  'opening',
  'credit',
  'debit',
  'bet',
  'win',
  'held',
  'release',
  'rejection',
  'cancel',
  'cancel-request',
  'tombstone',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Whose the operator's own movements are: no callback may name it. */
export const operatorProvider = '-';

/** The provider that every wallet has, whatever others come: the one of a server's own flags. */
export const firstProvider = 'default';

/** A transaction's id is one of the provider that gave it. */
export interface TransactionName {
  readonly provider: string;
  readonly transactionId: string;
}

/**
 * One line of the ledger, never changed or deleted once written. A transaction has one entry or two, the movement and its
 * cancel; a held win has up to three: that it is held, how that ended, and the cancel of what was released.
 */
export interface Entry extends TransactionName {
  /** 0 for the movement (or what stands in its place), 1 for what ends it, 2 for the cancel of a released win. With the name: the unique key. */
  readonly step: 0 | 1 | 2;
  readonly kind: EntryKind;
  /** The name of the account. */
  readonly account: string;
  /** Of a bet or win, and of what undoes it. */
  readonly roundId: string | undefined;
  /** Of a `cancel-request`: the transaction that it undid. */
  readonly targetId: string | undefined;
  readonly deltaMinor: AmountMinor;
  /** Of a `held` win: what it would have moved. */
  readonly heldMinor?: AmountMinor;
  /** The account's balance with this entry, in minor units. */
  readonly balanceAfterMinor: AmountMinor;
  /** The account's version with this entry: 1 for its first entry, and one more with each. */
  readonly accountVersion: bigint;
  /** What the callback told of the game. */
  readonly play: Play | undefined;
  /** What the operator gave for a reason; of a `held` win, the guards that stopped it. */
  readonly reason: string | undefined;
}
