/** Delivery with retries, and its outbox. */
export { type Clock, fasterClock, realClock } from './clock.ts';
export { createDelivery, type Delivery, type DeliveryOptions, type DeliveryOutcome } from './delivery.ts';
export type { CancelOrder, EnquiryOrder, MovementOrder, StatusOrder } from './orders.ts';
export { openOutboxAt, openOutboxReaderAt } from './outbox/open.ts';
export {
  type AttemptRecord,
  type DeliveryRecord,
  type DeliveryState,
  type MovingCommand,
  type Outbox,
  type OutboxReader,
  type Progress,
  UnusableOutbox,
} from './outbox/outbox.ts';
