/** Database rows as the wallet's values; both stores name their columns alike. */
import { type Account, type Entry, entryKinds } from './state.ts';
import type { Row } from './store.ts';

export function toAccount(row: Row): Account {
  return {
    name: String(row['name']),
    active: Boolean(row['active']),
    balanceMinor: integer(row, 'balance_minor'),
    version: integer(row, 'version'),
  };
}

export function toEntry(row: Row): Entry {
  const kind = entryKinds.find((known) => known === row['kind']);
  if (!kind) throw new Error(`an entry of kind ${String(row['kind'])} is not known to this program`);
  return {
    transactionId: String(row['transaction_id']),
    step: integer(row, 'step') === 0n ? 0 : 1,
    kind,
    account: String(row['account']),
    roundId: String(row['round_id']),
    deltaMinor: integer(row, 'delta_minor'),
    balanceAfterMinor: integer(row, 'balance_after_minor'),
    accountVersion: integer(row, 'account_version'),
  };
}

function integer(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'string') return BigInt(value);
  throw new Error(`column ${column} is not an integer`);
}
