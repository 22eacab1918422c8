import type { Client } from 'pg';

/**
 * Ends a connection to PostgreSQL at once, without a word to the other side. A query that is under way rejects.
 *
 * - Leans on `connection.stream`, the socket in pg's client, which pg does not document.
 * - Needed for correctness: pg's own `end` waits for the other side without a limit, so that without this a silent PostgreSQL
 *   keeps commands waiting and processes from ending (`test/operation/silentEnd.test.ts`). It buys no speed.
 * - Can go when pg ends a connection without waiting.
 */
export function hangUp(client: Client): void {
  client.connection.stream.destroy();
}
