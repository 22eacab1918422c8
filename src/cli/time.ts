const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since 1970 of an ISO time, UTC where it names no zone, or of an age as in `2h`. What is neither is added to the problems. */
export function timeMs(name: string, text: string, nowMs: number, problems: string[]): number {
  const ms = agoMs(text, nowMs) ?? isoMs(text);
  if (ms !== undefined) return ms;
  problems.push(
    `${name} must be a time, as in 2026-11-26T12:03Z or 2026-11-26, or an age, as in 30m, 2h or 3d, not ${JSON.stringify(text)}`,
  );
  return NaN;
}

function agoMs(text: string, nowMs: number): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : nowMs - Number(count) * (unitsMs[unit] ?? NaN);
}

function isoMs(text: string): number | undefined {
  const [, day = '', time = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const [midnightMs, ms] = [Date.parse(`${day}T00:00Z`), Date.parse(`${day}T${time}${zone}`)];
  if (Number.isNaN(midnightMs) || Number.isNaN(ms)) return undefined;
  // The 31st of a month that has none would be a day of the next.
  return new Date(midnightMs).toISOString().startsWith(day) ? ms : undefined;
}
