/** What was played in an hour, by account and game. Of these sums every report is made. */
import type { AmountMinor } from '../../contract/types.ts';

export interface HourSums {
  /** In whole hours since 1970 (UTC). */
  readonly hour: bigint;
  readonly account: string;
  readonly provider: string;
  /** Studio, game and its type are empty where the callbacks did not tell them. */
  readonly studio: string;
  readonly gameCode: string;
  readonly gameType: string;
  readonly currency: string;
  /** Bets, less those that were cancelled in this hour; negative where more was cancelled. */
  readonly stakesMinor: AmountMinor;
  /** Wins, less those that were cancelled in this hour. */
  readonly winsMinor: AmountMinor;
  /** How many rounds began in this hour. */
  readonly rounds: bigint;
}

/** The name of the setting that tells before which hour all sums are kept. */
export const summedBeforeSetting = 'hours-summed-before';

type Column = readonly [name: string, type: 'text' | 'bigint', of: (sums: HourSums) => string | bigint];

const keyColumns: readonly Column[] = [
  ['hour', 'bigint', ({ hour }) => hour],
  ['account', 'text', ({ account }) => account],
  ['provider', 'text', ({ provider }) => provider],
  ['studio', 'text', ({ studio }) => studio],
  ['game_code', 'text', ({ gameCode }) => gameCode],
  ['game_type', 'text', ({ gameType }) => gameType],
];

const figureColumns: readonly Column[] = [
  ['currency', 'text', ({ currency }) => currency],
  ['stakes_minor', 'bigint', ({ stakesMinor }) => stakesMinor],
  ['wins_minor', 'bigint', ({ winsMinor }) => winsMinor],
  ['rounds', 'bigint', ({ rounds }) => rounds],
];

/** The columns of `ledger_hour`, in the order in which both stores write them. */
export const hourColumns: readonly Column[] = [...keyColumns, ...figureColumns];

const named = (columns: readonly Column[]): string => columns.map(([name]) => name).join(', ');
export const hourKey = named(keyColumns);
export const hourColumnNames = named(hourColumns);

/** What an hour's sums are written over with, should they be there already. */
export const newFigures = figureColumns.map(([name]) => `${name} = excluded.${name}`).join(', ');
