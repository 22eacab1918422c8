/** Money moved by hand: once for an id, so that it may be repeated when nobody knows what came of it. */
import type { Outcome } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { Adjustment } from './command.ts';
import { Ledger } from './ledger.ts';
import type { Store } from './store.ts';

/** The name space of what is moved by hand: no provider has such ids. */
const operatorSpace = 'operator:';

/** What a person asks for. The id is that person's own, without its name space. */
export interface AdjustmentRequest {
  readonly kind: Adjustment['kind'];
  readonly account: string;
  readonly amountMinor: AmountMinor;
  readonly id: string;
}

/** The id without its name space, with which a log or a history shows it; `undefined` when it is none. */
export function parseAdjustmentId(text: string): string | undefined {
  const id = text.startsWith(operatorSpace) ? text.slice(operatorSpace.length) : text;
  return /^[!-~]{1,64}$/.test(id) ? id : undefined;
}

/** The adjustment as the ledger takes it. */
export function adjustmentOf({ kind, account, amountMinor, id }: AdjustmentRequest): Adjustment {
  return { kind, account, transactionId: operatorSpace + id, amountMinor };
}

/** Resolves what became of it; rejects with `OutcomeUnknown` when nobody can know. */
export function carryOutAdjustment(
  store: Store,
  adjustment: Adjustment,
  storeFailed: (error: unknown) => void,
): Promise<Outcome> {
  return new Ledger(store, { storeFailed }).carryOut(adjustment);
}

/** Whether the money is moved, now or before. */
export function isMoved({ result }: Outcome): boolean {
  return result === 'accepted' || result === 'alreadyProcessed';
}
