/** The columns of an entry, in the order in which both stores write them; the moment of the batch comes behind them. */
import { isKept } from './sound.ts';
import type { Entry } from './state.ts';

export type Column = readonly [name: string, type: 'text' | 'smallint' | 'bigint', of: (entry: Entry) => Cell];
export type Cell = string | number | bigint | null;

export const entryColumns: readonly Column[] = [
  ['provider', 'text', ({ provider }) => provider],
  ['transaction_id', 'text', ({ transactionId }) => transactionId],
  ['step', 'smallint', ({ step }) => step],
  ['kind', 'text', ({ kind }) => kind],
  ['account', 'text', ({ account }) => account],
  ['round_id', 'text', ({ roundId }) => roundId ?? null],
  ['target_id', 'text', ({ targetId }) => targetId ?? null],
  ['delta_minor', 'bigint', ({ deltaMinor }) => deltaMinor],
  ['held_minor', 'bigint', ({ heldMinor }) => heldMinor ?? null],
  ['balance_after_minor', 'bigint', ({ balanceAfterMinor }) => balanceAfterMinor],
  ['account_version', 'bigint', ({ accountVersion }) => accountVersion],
  ['studio', 'bigint', ({ play }) => play?.studio ?? null],
  ['game_code', 'text', ({ play }) => kept(play?.gameCode)],
  ['game_type', 'text', ({ play }) => kept(play?.gameType)],
  ['type', 'bigint', ({ play }) => play?.type ?? null],
  ['call_id', 'bigint', ({ play }) => play?.callId ?? null],
  ['sent_at_ms', 'bigint', ({ play }) => play?.sentAtMs ?? null],
  ['reason', 'text', ({ reason }) => reason ?? null],
];

/** Money does not wait for a text that only informs. */
function kept(text: string | undefined): Cell {
  return text !== undefined && isKept(text) ? text : null;
}

/** As they stand in an INSERT. */
export const columnNames = [...entryColumns.map(([name]) => name), 'at_ms'].join(', ');
