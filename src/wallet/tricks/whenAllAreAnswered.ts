/**
 * Sends what was given as `Promise.all` does, but rejects only when all is answered. For statements that are sent to one
 * connection without waiting for each other.
 *
 * - Leans on how pg keeps prepared statements: until a statement's error has come, pg takes it for prepared.
 * - Needed for correctness: without it whoever tries again at once asks PostgreSQL for a prepared statement that is not there
 *   (`test/wallet/firstBatches.test.ts`). It buys no speed.
 * - Can go when pg takes a statement for prepared only once PostgreSQL has said so.
 */
export async function whenAllAreAnswered<Sent extends readonly Promise<unknown>[]>(
  sent: readonly [...Sent],
): Promise<{ [Place in keyof Sent]: Awaited<Sent[Place]> }> {
  await Promise.allSettled(sent);
  return Promise.all(sent);
}
