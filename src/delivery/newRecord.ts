/** How a delivery that is new stands in the outbox. */
import type { CancelOrder, MovementOrder } from './orders.ts';
import { deliveryId, type DeliveryRecord, type MovingCommand } from './outbox/outbox.ts';

export interface NewDelivery {
  readonly operator: string;
  readonly contract: string;
  readonly command: MovingCommand;
  readonly body: string;
  readonly createdAtMs: number;
}

export function newRecord(delivery: NewDelivery, order: MovementOrder | CancelOrder): DeliveryRecord {
  const { operator, command } = delivery;
  const key = { operator, command, ...subjectOf(order) };
  return { ...delivery, ...key, id: deliveryId(key), phase: command, state: 'pending', attempts: 0 };
}

/** What the outbox knows a delivery by. */
function subjectOf(
  order: MovementOrder | CancelOrder,
): Pick<DeliveryRecord, 'account' | 'transactionId' | 'roundId' | 'amountMinor'> {
  const { account, roundId = '' } = order;
  return 'targetId' in order
    ? { account, transactionId: order.targetId, roundId, amountMinor: 0n }
    : { account, transactionId: order.transactionId, roundId, amountMinor: order.amountMinor };
}
