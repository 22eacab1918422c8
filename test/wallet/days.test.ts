import { expect, it } from 'vitest';
import { dayAt, daysOf, NoWholeHours, zoneClock } from '../../src/wallet/reports/days.ts';

const lengths = (first: string, last: string, zone: string) =>
  [...daysOf(first, last, zoneClock(zone))].map(({ name, fromHour, beforeHour }) => [name, beforeHour - fromHour]);

it.each([
  ['2026-03-28', '2026-03-30', 'Europe/Berlin', [24, 23, 24]],
  ['2026-10-24', '2026-10-26', 'Europe/Berlin', [24, 25, 24]],
  // Clocks go from midnight to one o'clock.
  ['2026-03-28', '2026-03-30', 'Asia/Beirut', [24, 23, 24]],
  // A day that was left out.
  ['2011-12-29', '2011-12-31', 'Pacific/Apia', [24, 0, 24]],
  ['2024-02-28', '2024-03-01', 'UTC', [24, 24, 24]],
] as const)('has the days from %s to %s in %s', (first, last, zone, hours) => {
  expect(lengths(first, last, zone).map(([, length]) => length)).toEqual(hours);
});

it('begins a day at its midnight', () => {
  const [day] = daysOf('2026-11-26', '2026-11-26', zoneClock('+02:00'));
  expect(new Date((day?.fromHour ?? 0) * 3_600_000).toISOString()).toBe('2026-11-25T22:00:00.000Z');
  expect(dayAt(Date.parse('2026-11-25T22:00Z'), zoneClock('+02:00'))).toBe('2026-11-26');
  expect(dayAt(Date.parse('2026-11-26T04:59Z'), zoneClock('America/New_York'))).toBe('2026-11-25');
});

it('refuses a zone whose days do not begin with an hour, and one that there is not', () => {
  expect(() => lengths('2026-11-26', '2026-11-26', 'Asia/Kolkata')).toThrow(NoWholeHours);
  expect(() => zoneClock('Mars/Olympus')).toThrow(RangeError);
});
