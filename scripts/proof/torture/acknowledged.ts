/** An entry that the ledger must have, since it was acknowledged. */
export interface Acknowledged {
  readonly kind: 'bet' | 'win' | 'cancel' | 'tombstone';
  readonly id: bigint;
  /** Of a bet or win. */
  readonly amountMinor: bigint;
  readonly balanceAfterMinor: bigint;
  /** When its first attempt was sent, and when its reply was there; of `performance.now()`. */
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
}
