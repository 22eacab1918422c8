/** What was played, in sums. */
import { usualDecimals } from '../../contract/money.ts';
import type { AmountMinor } from '../../contract/types.ts';
import type { LedgerReader, Query, Row } from '../store.ts';
import { summedBefore } from './closing.ts';
import type { Day } from './days.ts';
import { played } from './played.ts';
import { readSum, readWhole, sumOf } from './sums.ts';

/** What the lines of a report can be of; `type` is the game's. Each by its column, but for the day. */
const columnOf = {
  provider: 'provider',
  studio: 'studio',
  game: 'game_code',
  type: 'game_type',
  account: 'account',
} as const;
export type ReportSubject = 'day' | keyof typeof columnOf;
export const reportSubjects: readonly ReportSubject[] = ['provider', 'studio', 'game', 'type', 'day', 'account'];

export interface ReportQuestion {
  readonly by: ReportSubject;
  /** One after another, the first one first. */
  readonly days: readonly Day[];
  /** Only accounts of this currency. */
  readonly currency?: string | undefined;
}

export interface ReportLine {
  /** The day's, provider's, studio's, game's, type's or account's name; empty where callbacks did not tell. */
  readonly name: string;
  readonly currency: string;
  readonly decimals: number;
  /** Bets less cancelled bets, in minor units. */
  readonly stakesMinor: AmountMinor;
  /** Wins less cancelled wins, in minor units. */
  readonly winsMinor: AmountMinor;
  /** How many rounds began. */
  readonly rounds: bigint;
  /** How many accounts had a movement. */
  readonly players: bigint;
}

/** Gives the report's lines to `take`, one after another, all of one moment: a line for each currency. */
export function readReport(
  reader: LedgerReader,
  { by, days, currency }: ReportQuestion,
  take: (line: ReportLine) => void,
): Promise<void> {
  return reader.inspect(async (query) => {
    const decimals = await decimalsByCurrency(query);
    const summed = await summedBefore(query);
    const values = currency === undefined ? [] : [currency];
    const takeRow = (row: Row, name: string): void => {
      const code = String(row['currency']);
      take({
        name,
        currency: code,
        decimals: decimals.get(code) ?? usualDecimals,
        stakesMinor: readSum(row, 'stakes'),
        winsMinor: readSum(row, 'wins'),
        rounds: readWhole(row, 'rounds'),
        players: readWhole(row, 'players'),
      });
    };
    if (by === 'day') {
      for (const { name, fromHour, beforeHour } of days)
        for await (const row of query(linesOf(`''`, fromHour, beforeHour, summed, currency), values))
          takeRow(row, name);
    } else {
      const [from, before] = [days[0]?.fromHour ?? 0, days.at(-1)?.beforeHour ?? 0];
      const sql = linesOf(columnOf[by], from, before, summed, currency);
      for await (const row of query(sql, values)) takeRow(row, String(row['subject']));
    }
  });
}

/** By the sums that are kept, and by the entries of hours that are not summed yet. */
function linesOf(column: string, from: number, before: number, summed: bigint, currency: string | undefined): string {
  const kept = `SELECT * FROM ledger_hour WHERE hour >= ${from} AND hour < ${least(before, summed)}`;
  const columns = `${column} AS subject, currency, account, stakes_minor, wins_minor, rounds`;
  const open = played(String(summed > from ? summed : from), String(before), 'by account');
  const parts = [...(summed > from ? [kept] : []), ...(summed < before || summed <= from ? [open] : [])];
  const rows = parts.map((part) => `SELECT ${columns} FROM (${part}) AS part`).join(' UNION ALL ');
  return `
    SELECT subject, currency, ${sumOf('stakes_minor', 'stakes')}, ${sumOf('wins_minor', 'wins')},
        SUM(rounds) AS rounds, COUNT(DISTINCT account) AS players
      FROM (${rows}) AS played ${currency === undefined ? '' : 'WHERE currency = $1'}
      GROUP BY subject, currency ORDER BY subject, currency`;
}

function least(hour: number, summed: bigint): bigint {
  return summed < hour ? summed : BigInt(hour);
}

async function decimalsByCurrency(query: Query): Promise<ReadonlyMap<string, number>> {
  const rows = await Array.fromAsync(query('SELECT code, decimals FROM ledger_currency'));
  return new Map(rows.map(({ code, decimals }) => [String(code), Number(decimals)]));
}
