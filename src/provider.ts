/**
 * The provider's side: delivery with the retries and the compensation that the contract's `x-delivery` asks for, the
 * outbox, and a simulator. Amounts are `bigint` in minor units, times are milliseconds.
 */
export * from './delivery/index.ts';
export * from './simulator/index.ts';
