/** Sums as a database gives them. */
import type { Row } from '../store.ts';
import type { HourSums } from './hourSums.ts';

const part = 1_000_000_000n;

/** The sum of a column in two parts, `NAME_high` and `NAME_low`, since it may have more than 64 bits. */
export const sumOf = (column: string, name: string): string =>
  `SUM(${column} / ${part}) AS ${name}_high, SUM(${column} % ${part}) AS ${name}_low`;

export function readSum(row: Row, name: string): bigint {
  return readWhole(row, `${name}_high`) * part + readWhole(row, `${name}_low`);
}

export function readWhole(row: Row, column: string): bigint {
  const value = row[column];
  return typeof value === 'bigint' ? value : BigInt(String(value));
}

export function toHourSums(row: Row): HourSums {
  const text = (column: string): string => String(row[column]);
  return {
    hour: readWhole(row, 'hour'),
    account: text('account'),
    provider: text('provider'),
    studio: text('studio'),
    gameCode: text('game_code'),
    gameType: text('game_type'),
    currency: text('currency'),
    stakesMinor: readSum(row, 'stakes'),
    winsMinor: readSum(row, 'wins'),
    rounds: readWhole(row, 'rounds'),
  };
}
