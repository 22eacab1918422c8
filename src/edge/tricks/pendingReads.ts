import { MessageChannel } from 'node:worker_threads';

const { port1: inbox, port2: outbox } = new MessageChannel();
const waiting: (() => void)[] = [];

/**
 * Calls `next` once all that is ready to be read by now has been read.
 *
 * - Leans on libuv: a message to oneself is an event like any other, and comes in its turn behind those that are ready.
 *   `setImmediate` comes only when libuv stops reading, which under load is after up to 48 times 1,024 events.
 * - Needed for correctness: without it bets wait under overload for more than a second, beyond their deadline, for the end
 *   of a turn of the event loop (`test/edge/pendingReads.test.ts`, `npm run overload`). It buys no speed.
 * - Can go when `setImmediate` comes after one round of reading, however much there is to read.
 */
export function afterPendingReads(next: () => void): void {
  waiting.push(next);
  inbox.ref();
  outbox.postMessage(undefined);
}

inbox.on('message', () => {
  const next = waiting.shift();
  if (waiting.length === 0) inbox.unref();
  next?.();
});
inbox.unref();
