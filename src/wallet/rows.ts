/** Database rows as the wallet's values; both stores name their columns alike. */
import type { Play } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';
import { type Account, type Entry, entryKinds } from './state.ts';
import type { Row } from './store.ts';

export function toAccount(row: Row): Account {
  return {
    name: text(row, 'name'),
    active: Boolean(row['active']),
    balanceMinor: integer(row, 'balance_minor'),
    version: integer(row, 'version'),
    ...dayWinsIn(row),
    currency: text(row, 'currency'),
  };
}

function dayWinsIn(row: Row): { dayWins?: string } {
  const dayWins = told(row, 'day_wins', text);
  return dayWins === undefined ? {} : { dayWins };
}

function heldIn(row: Row): { heldMinor?: AmountMinor } {
  const heldMinor = told(row, 'held_minor', integer);
  return heldMinor === undefined ? {} : { heldMinor };
}

/** What was paid, by provider, over all servers; added up here, since it may have more than 64 bits. */
export function netBy(rows: Iterable<Row>): ReadonlyMap<string, AmountMinor> {
  const net = new Map<string, AmountMinor>();
  for (const row of rows) {
    const provider = text(row, 'provider');
    net.set(provider, (net.get(provider) ?? 0n) + integer(row, 'net_minor'));
  }
  return net;
}

/** Columns that were not asked for are absent in the entry. */
export function toEntry(row: Row): Entry {
  const kind = entryKinds.find((known) => known === row['kind']);
  if (!kind) throw new Error(`an entry of kind ${String(row['kind'])} is not known to this program`);
  const step = Number(integer(row, 'step'));
  if (step !== 0 && step !== 1 && step !== 2)
    throw new Error(`step ${step} of a transaction is not known to this program`);
  return {
    provider: text(row, 'provider'),
    transactionId: text(row, 'transaction_id'),
    step,
    kind,
    account: text(row, 'account'),
    roundId: told(row, 'round_id', text),
    targetId: told(row, 'target_id', text),
    deltaMinor: integer(row, 'delta_minor'),
    ...heldIn(row),
    balanceAfterMinor: integer(row, 'balance_after_minor'),
    accountVersion: integer(row, 'account_version'),
    play: toPlay(row),
    reason: told(row, 'reason', text),
  };
}

function toPlay(row: Row): Play | undefined {
  const play: { [Name in keyof Play]: Play[Name] | undefined } = {
    studio: told(row, 'studio', number),
    gameCode: told(row, 'game_code', text),
    gameType: told(row, 'game_type', text),
    type: told(row, 'type', number),
    callId: told(row, 'call_id', number),
    sentAtMs: told(row, 'sent_at_ms', number),
  };
  const sent = Object.entries(play).filter(([, value]) => value !== undefined);
  return sent.length === 0 ? undefined : Object.fromEntries(sent);
}

/** `undefined` for what was not sent. */
function told<Value>(row: Row, column: string, read: (row: Row, column: string) => Value): Value | undefined {
  return row[column] === null || row[column] === undefined ? undefined : read(row, column);
}

function text(row: Row, column: string): string {
  return String(row[column]);
}

function number(row: Row, column: string): number {
  return Number(integer(row, column));
}

function integer(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'string') return BigInt(value);
  throw new Error(`column ${column} is not an integer`);
}
