import type { Server } from 'node:http';

/**
 * Lets a client end its side of the connection together with its request, and wait for the answer.
 *
 * - Leans on `httpAllowHalfOpen`, a property of Node's HTTP server that is not documented.
 * - Needed for correctness: without it Node ends the connection at once, and a bet that was taken is not answered
 *   (`test/server/overload.test.ts`, `test/server/rawSockets.test.ts`). It buys no speed.
 * - Can go when Node documents an option for it, which then takes its place.
 */
export function allowHalfOpen(server: Server): void {
  Object.assign(server, { httpAllowHalfOpen: true });
}
