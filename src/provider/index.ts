/** The provider's side: delivery with retries, the outbox, and a simulator. */
export { type Clock, fasterClock, realClock } from './clock.ts';
export { createDelivery, type Delivery, type DeliveryOptions, type DeliveryOutcome } from './delivery.ts';
export { openOutboxAt, openOutboxReaderAt } from './outbox/open.ts';
export { type AttemptRecord, type DeliveryRecord, type DeliveryState, type Outbox, type OutboxReader, UnusableOutbox } from './outbox/outbox.ts';
export { type FaultKind, faultKinds, type FaultRates, startFaultyWire } from './simulator/faults.ts';
export { bookOf } from './simulator/reconcile.ts';
export { simulate, type SimulationOptions, type SimulationReport } from './simulator/simulate.ts';
