/** The provider's side, as the package exports it: delivery with retries, the outbox, and a simulator. */
export * from './delivery/index.ts';
export * from './simulator/index.ts';
