/** The job that keeps the sums of hours that are over. */
import { type Query, type Store, TryAgain } from '../store.ts';
import { hourKey, type HourSums, summedBeforeSetting } from './hourSums.ts';
import { hourMs, played } from './played.ts';
import { readWhole, sumOf, toHourSums } from './sums.ts';

/**
 * An hour is closed when it is over by so much. An entry has the time at which its server began to write it, and a commit
 * takes seconds; the rest is for servers whose clocks are apart.
 */
export const closedAfterMs = 3_600_000;

/** Few enough that nobody who writes waits for them for long. */
const rowsAtOnce = 1_000;

/** While others write. */
const mostAttempts = 100;

/** Resolves before which hour all sums are kept; 0 where there are none. */
export async function summedBefore(query: Query): Promise<bigint> {
  const [row] = await Array.fromAsync(query(`SELECT value FROM setting WHERE name = '${summedBeforeSetting}'`));
  return row ? readWhole(row, 'value') : 0n;
}

/** Before this hour every hour is closed. */
export function closedBefore(nowMs: number): bigint {
  return BigInt(Math.floor((nowMs - closedAfterMs) / hourMs));
}

/**
 * Keeps the sums of all hours that are closed and not summed yet. However often it is done, and wherever it was ended,
 * nothing counts twice: an hour that was begun is written anew, and only a whole one is told to be there.
 */
export async function sumClosedHours(store: Store, nowMs: number): Promise<void> {
  const before = closedBefore(nowMs);
  await store.inspect(async (query) => {
    const from = await summedBefore(query);
    if (from >= before) return;
    let sums: HourSums[] = [];
    for await (const row of query(sumsOf(from, before))) {
      sums.push(toHourSums(row));
      if (sums.length < rowsAtOnce) continue;
      await keep(store, sums, sums.at(-1)?.hour ?? from);
      sums = [];
    }
    await keep(store, sums, before);
  });
}

/** By hours, so that all before the last row's are whole. */
function sumsOf(from: bigint, before: bigint): string {
  // The first time nearly every entry counts.
  const entries = played(String(from), String(before), from === 0n ? 'through all' : 'by account');
  return `
    SELECT ${hourKey}, currency, ${sumOf('stakes_minor', 'stakes')}, ${sumOf('wins_minor', 'wins')}, SUM(rounds) AS rounds
      FROM (${entries}) AS played GROUP BY ${hourKey}, currency ORDER BY ${hourKey}`;
}

async function keep(store: Store, sums: readonly HourSums[], before: bigint): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await store.keepSums(sums, before);
      return;
    } catch (error) {
      if (attempt === mostAttempts || !(error instanceof TryAgain)) throw error;
    }
  }
}
