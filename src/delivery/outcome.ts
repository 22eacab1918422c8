/** What becomes of a delivery. */
import type { Unavailability } from './operators.ts';
import type { Verdict } from './verdict.ts';

/** How a delivery ends that was begun. */
export type Carried =
  Exclude<Verdict, { kind: 'failed' }> | { readonly kind: 'cancelled' } | { readonly kind: 'unresolved' };

/** As in `OperatorDelivery`. */
export type DeliveryOutcome = Carried | { readonly kind: 'unavailable'; readonly reason: Unavailability };

export const unresolved = { kind: 'unresolved' } as const;

export function unavailable(reason: Unavailability): DeliveryOutcome {
  return { kind: 'unavailable', reason };
}
