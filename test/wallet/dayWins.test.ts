import { expect, it } from 'vitest';
import { dayWinsOf, withDayWins } from '../../src/wallet/dayWins.ts';

const dayMs = 86_400_000;
const midnightMs = 20_784 * dayMs;
const none = { winsMinor: 0n, bonusMinor: 0n };
const won = { winsMinor: 500n, bonusMinor: 0n };

it('counts nothing of the day before', () => {
  const kept = withDayWins(undefined, 'acme', midnightMs - 1, won);
  expect([midnightMs - 1, midnightMs].map((nowMs) => dayWinsOf(kept, 'acme', nowMs))).toEqual([won, none]);
});

it('forgets nothing around midnight while two servers, whose clocks are apart, write in turn', () => {
  const ahead = withDayWins(undefined, 'acme', midnightMs, won);
  expect(dayWinsOf(ahead, 'acme', midnightMs - 1)).toEqual(won);
  const behind = withDayWins(ahead, 'other', midnightMs - 1, won);
  expect(['acme', 'other'].map((provider) => dayWinsOf(behind, provider, midnightMs))).toEqual([won, won]);
});

it('takes a clock that was days ahead for wrong, and begins the day anew', () => {
  const far = withDayWins(undefined, 'acme', midnightMs + 3 * dayMs, won);
  expect(dayWinsOf(far, 'acme', midnightMs)).toEqual(none);
});
