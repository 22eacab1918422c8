/** Delivery with retries, and its outbox. */
export { type Clock, fasterClock, realClock } from './clock.ts';
export type { BulkReport, Selection } from './bulk.ts';
export {
  createDelivery,
  type Delivery,
  type DeliveryOptions,
  type DeliveryOutcome,
  type ObservedAttempt,
  type OperatorDelivery,
} from './delivery.ts';
export type { BreakerState, Latency, OperatorSettings, OperatorState, Patience, Unavailability } from './operators.ts';
export type { CancelOrder, EnquiryOrder, MovementOrder, StatusOrder } from './orders.ts';
export type { Opening } from './outbox/database.ts';
export { openOutboxAt, openOutboxReaderAt } from './outbox/open.ts';
export type { DeliveryQuery, OpenDeliveries, Page, Settlement } from './outbox/query.ts';
export {
  allDeliveries,
  type AttemptRecord,
  type DeliveryKey,
  type DeliveryRecord,
  type DeliveryState,
  type LeftAlone,
  type MovingCommand,
  type Outbox,
  type OutboxReader,
  type Progress,
  type Reach,
  UnusableOutbox,
} from './outbox/outbox.ts';
