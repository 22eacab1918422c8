/** Whether a request that comes again says the same. */
import { isDeepStrictEqual } from 'node:util';
import { usualDecimals } from '../contract/money.ts';
import type { OperatorSettings } from '../delivery/operators.ts';
import { type CancelOrder, lettersIn, type MovementOrder } from '../delivery/orders.ts';
import type { DeliveryRecord } from '../delivery/outbox/outbox.ts';

/**
 * In what the order differs from the delivery with its id; `undefined` when it says the same. A cancel is known by its target, and says the
 * same for the same account: whatever else it tells, the same is undone.
 */
export function differenceFrom(
  record: DeliveryRecord,
  order: MovementOrder | CancelOrder,
  operator: OperatorSettings,
): string | undefined {
  if (record.account !== order.account) return 'account';
  if ('targetId' in order || record.command === 'cancel') return undefined;
  if (record.roundId !== order.roundId) return 'roundId';
  if (record.amountMinor !== order.amountMinor) return 'amountMinor';
  // In another contract it was written otherwise.
  if (record.contract !== operator.contract.name) return undefined;
  const letters = lettersIn(operator.contract, operator.currencyDecimals ?? usualDecimals);
  const { body } = letters.write(record.command, order);
  return isDeepStrictEqual(dataIn(body), dataIn(record.body)) ? undefined : 'play';
}

function dataIn(body: string): unknown {
  const kept: unknown = JSON.parse(body);
  return typeof kept === 'object' && kept !== null && 'data' in kept ? kept.data : undefined;
}
