import type { EntryKind } from '../../../src/wallet/state.ts';

/** The kinds of entries that may stand for what was acknowledged: a win that was held is paid by its release, and barred by its rejection. */
export const standsAs = {
  bet: ['bet'],
  win: ['win', 'release'],
  cancel: ['cancel'],
  tombstone: ['tombstone', 'rejection'],
} as const satisfies Record<string, readonly EntryKind[]>;

/** An entry that the ledger must have, since it was acknowledged. */
export interface Acknowledged {
  readonly kind: keyof typeof standsAs;
  readonly id: bigint;
  /** Of a bet or win. */
  readonly amountMinor: bigint;
  readonly balanceAfterMinor: bigint;
  /** When its first attempt was sent, and when its reply was there; of `performance.now()`. */
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
}
