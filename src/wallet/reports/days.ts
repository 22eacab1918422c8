/** Days of a time zone, in whole hours of UTC. */

export interface Day {
  /** As in `2026-11-26`. */
  readonly name: string;
  /** In whole hours since 1970 (UTC): its first hour, and that of the next day. */
  readonly fromHour: number;
  readonly beforeHour: number;
}

const hourMs = 3_600_000;

/** A zone whose days begin within an hour of UTC, of which no sums are kept. */
export class NoWholeHours extends RangeError {
  override readonly name = 'NoWholeHours';
}

/** Tells how many minutes a zone is ahead of UTC at a moment. */
export type ZoneClock = (atMs: number) => number;

/** Throws `RangeError` when there is no such zone. */
export function zoneClock(zone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return (atMs) => {
    const named = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = 0, minutes = 0] = /([+-])(\d\d):(\d\d)/.exec(named) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}

/** The day that it is in a zone. */
export function dayAt(atMs: number, clock: ZoneClock): string {
  return new Date(atMs + clock(atMs) * 60_000).toISOString().slice(0, 10);
}

/** All days from the first to the last. Throws `NoWholeHours`. */
export function* daysOf(first: string, last: string, clock: ZoneClock): Generator<Day> {
  for (let name = first, fromHour = beginningOf(first, clock); name <= last;) {
    const next = nextDay(name);
    const beforeHour = beginningOf(next, clock);
    yield { name, fromHour, beforeHour };
    [name, fromHour] = [next, beforeHour];
  }
}

/** The first hour that is of the day; where clocks skip midnight, the one after it. */
function beginningOf(day: string, clock: ZoneClock): number {
  const midnightMs = Date.parse(day);
  let hour = Math.floor((midnightMs - clock(midnightMs) * 60_000) / hourMs) - 2;
  while (dayAt(hour * hourMs, clock) < day) hour++;
  if (clock(hour * hourMs) % 60 !== 0) throw new NoWholeHours(`its ${day} does not begin with an hour of UTC`);
  return hour;
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 24 * hourMs).toISOString().slice(0, 10);
}
