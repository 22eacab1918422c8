/** What a callback means, without the words of the wire: the language of the wallet. */
import type { AmountMinor } from './types.ts';

/** What a provider may ask to be checked; each is named by the result that fails it. */
export type CheckName =
  | 'unknownAccount'
  | 'inactiveAccount'
  | 'insufficientBalance'
  | 'alreadyProcessed'
  | 'unknownTransaction'
  | 'unknownTarget';

interface Asked {
  /**
   * Who sent it: 1 to 32 of `a-z`, `0-9` and `-`, of which the first is no `-`. Ids of transactions are one name space for each
   * provider, in whichever contract they came.
   */
  readonly provider: string;
  readonly account: string;
  /** To be made in this order; the first that fails is the answer. */
  readonly checks: readonly CheckName[];
}

/**
 * What was played, and when, as far as the provider tells. Nothing is decided by it, nor refused: a text that no database keeps as it
 * is (half a surrogate pair, NUL) is kept as if it had not been told.
 */
export interface Play {
  /** The number of the studio that made the game. */
  readonly studio?: number;
  readonly gameCode?: string;
  readonly gameType?: string;
  /** The provider's own number for the kind of transaction. */
  readonly type?: number;
  /** 0 for an ordinary spin; otherwise the bonus call that paid for it. */
  readonly callId?: number;
  /** The provider's time. */
  readonly sentAtMs?: number;
  /** The game's name, for people; the ledger does not keep it. */
  readonly gameName?: string;
  /** The provider's session of the game; the ledger does not keep it. */
  readonly session?: string;
}

/** The provider's number for a win that no bet paid for, in `Play.type`. */
export const bonusCall = 32;

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
  readonly play?: Play;
}

/** Undoes a bet or a win. */
export interface Cancel extends Asked {
  readonly kind: 'cancel';
  /** The transaction to undo. */
  readonly targetId: string;
  /** The cancel's own id, where the contract gives a cancel one. */
  readonly transactionId?: string;
  /** The round of the target, as far as the provider tells. Nothing is decided by it. */
  readonly roundId?: string;
  /** What the provider says that the target moved. It is not believed: a difference is only noted. */
  readonly amountMinor?: AmountMinor;
  readonly play?: Play;
}

/** Asks what became of a transaction. */
export interface StatusQuestion extends Asked {
  readonly kind: 'status';
  readonly transactionId: string;
}

export type Callback = Enquiry | Movement | Cancel | StatusQuestion;

/** What came of a callback. */
export interface Outcome {
  readonly result:
    | 'accepted'
    | CheckName
    | 'failed'
    /**
     * Of a win that a guard stopped: it is taken, but not paid, and how it ends is open. The provider is told that the outcome is
     * unknown, and asks again.
     */
    | 'held';
  /** The account's present balance, where it was read. */
  readonly balanceMinor?: AmountMinor;
  /** Of an accepted `status`. */
  readonly transaction?: 'standing' | 'cancelled';
  /** What an operator wants counted beside the result. */
  readonly note?: Note;
  /** The guards that caught it. */
  readonly caught?: readonly Caught[];
  /** What it moved, where a guard counts that: positive where the player has got money. */
  readonly movedMinor?: AmountMinor;
}

/** What a guard caught: `enforce` where a win is held for it, `observe` where it is only told of. */
export interface Caught {
  readonly guard: string;
  readonly mode: 'observe' | 'enforce';
}

export type Note =
  /** The same transaction came again, or another cancel of what is cancelled. */
  | 'repeat'
  /**
   * A transaction's id came again with another command, account, round or amount, and nothing moved the second time; or a cancel
   * named another amount than its target's, which was not believed.
   */
  | 'conflict'
  /** A cancel came before its transaction, and is remembered. */
  | 'tombstone'
  /** A transaction came after its cancel. */
  | 'cancelled-before'
  /** A win or cancel of an inactive player was refused: money is owed. */
  | 'owed'
  /** The movement would exceed what a balance can hold. */
  | 'out-of-range'
  /** The account's money is of another currency than the provider's: to that provider there is no such account. */
  | 'other-currency'
  /** A new bet of a provider of whom none are taken at present. */
  | 'paused'
  /** Refused before it was begun: its deadline had passed, or too many were waiting. */
  | 'shed';
