/** Forgetting what has ended long ago. */
import type { OutboxDatabase, Row } from './database.ts';
import { isAlive } from './schema.ts';

/** How many rows are looked at in one go: what is committed meanwhile waits no longer than that takes. */
const windowSize = 500;

/** For less, a clock that was set ahead may make one look dead that lives, and what it adds then must be found. */
const deadForMs = 30 * 86_400_000;

/** Forgets what ended before this time, of one operator where it is given, and resolves how many deliveries that were. */
export async function pruneFrom(database: OutboxDatabase, beforeMs: number, operator?: string): Promise<number> {
  let forgotten = 0;
  const [whose, named] = operator === undefined ? ['', []] : ['AND operator = $4', [operator]];
  const old = `number > $1 AND number <= $2 AND noted_at_ms < $3 ${whose} AND state NOT IN ('pending', 'unresolved')`;
  await eachWindow(database, 'delivery', 'created_at_ms', beforeMs, async (window) => {
    const values = [...window, ...named];
    // The attempts first: what is interrupted here is done by the next pass.
    await database.run(`DELETE FROM attempt WHERE delivery IN (SELECT number FROM delivery WHERE ${old})`, values);
    forgotten += (await database.run(`DELETE FROM delivery WHERE ${old} RETURNING number`, values)).length;
  });
  await eachWindow(database, 'settlement', 'at_ms', beforeMs, async (window) => {
    await database.run(
      `DELETE FROM settlement WHERE number > $1 AND number <= $2 AND at_ms < $3
         AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.number = settlement.delivery)`,
      window,
    );
  });
  await database.run(
    `DELETE FROM sender WHERE NOT ${isAlive(database.nowMs)} AND alive_until_ms < ${database.nowMs} - ${deadForMs}
       AND id NOT IN (SELECT sender FROM delivery WHERE state = 'pending')`,
  );
  return forgotten;
}

/** From the oldest rows on, as long as there are any from before that time. */
async function eachWindow(
  database: OutboxDatabase,
  table: string,
  time: string,
  beforeMs: number,
  work: (window: readonly [number, number, number]) => Promise<void>,
): Promise<void> {
  const text = `SELECT max(number) AS last, min(${time}) AS oldest FROM
    (SELECT number, ${time} FROM ${table} WHERE number > $1 ORDER BY number LIMIT ${windowSize}) AS seen`;
  const look = async (after: number): Promise<Row | undefined> => (await database.run(text, [after]))[0];
  let after = 0;
  for (let row = await look(after); row && row['last'] !== null; row = await look(after)) {
    const last = Number(row['last']);
    if (Number(row['oldest']) >= beforeMs) return;
    await work([after, last, beforeMs]);
    after = last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
