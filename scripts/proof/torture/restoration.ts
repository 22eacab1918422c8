import type { Entry } from '../../../src/wallet/state.ts';

/** What came back of the ledger. */
export interface Restoration {
  /** When the ledger was as it comes back; of `performance.now()`. Nothing was committed in that moment. */
  readonly copiedAtMs: number;
  /** Every account's entries in their order, read as soon as the ledger is back. */
  readonly entries: Promise<ReadonlyMap<string, readonly Entry[]>>;
}
