import type { Client, QueryArrayConfig, QueryArrayResult } from 'pg';
import { hangUp } from '../../database/tricks/hangUp.ts';

/**
 * Sends a statement and resolves its answer; when nothing comes back in `withinMs` milliseconds it rejects, and ends the connection.
 *
 * So does pg by itself, with its own promises and `query_timeout`, but assigns functions to the query for it.
 *
 * - Leans on V8's garbage collector, which takes such functions for methods and makes them old at once: every batch would outlive
 *   its time with them, until a major collection, which holds up callbacks for tens of milliseconds.
 * - Buys fewer such pauses: `npm run bench:http`, `p99-at-70-percent/deadline`; the tests of the stores hold how many bytes grow old
 *   with a bet (`test/wallet/storeSuite.ts`). It costs no less processor time than pg's own way.
 * - Can go when pg's promises pass that test.
 */
export function answerOf<Row extends unknown[]>(
  client: Client,
  statement: QueryArrayConfig,
  withinMs: number,
): Promise<QueryArrayResult<Row>> {
  return new Promise((resolve, reject) => {
    const silence = setTimeout(() => {
      reject(new Error(`nothing was heard of PostgreSQL for ${withinMs} ms`));
      hangUp(client);
    }, withinMs);
    client.query<Row>(statement, (error: Error | null, result) => {
      clearTimeout(silence);
      if (error) reject(error);
      else resolve(result);
    });
  });
}
