import type { AmountMinor } from '../../contract/types.ts';
import type { GuardedRounds } from '../command.ts';
import { columnNames, entryColumns } from '../entryColumns.ts';
import { type RoundName, roundSumOf, type Sum, toRoundSum } from '../roundSums.ts';
import { hourColumnNames, hourColumns, hourKey, newFigures, summedBeforeSetting } from '../reports/hourSums.ts';
import { toAccount, toEntry } from '../rows.ts';
import { type Account, type Entry, type TransactionName } from '../state.ts';
import { Snapshot } from '../snapshot.ts';

/** What the accounts and transactions that a batch names are at present. One round trip, one snapshot. */
export const readAll = {
  name: 'read-all',
  text: `SELECT name, active, balance_minor, version, NULL, NULL, NULL, day_wins, NULL, currency, NULL, NULL
           FROM ledger_account WHERE name = ANY ($1)
         UNION ALL
         SELECT account, NULL, balance_after_minor, account_version, transaction_id, step, kind, round_id, delta_minor, provider, target_id, held_minor
           FROM unnest($2::text[], $3::text[]) AS named (provider, transaction_id)
           JOIN ledger_entry USING (provider, transaction_id)`,
  rowMode: 'array',
} as const;

export function readParameters(accounts: readonly string[], transactions: readonly TransactionName[]): unknown[] {
  return [
    accounts,
    transactions.map(({ provider }) => provider),
    transactions.map(({ transactionId }) => transactionId),
  ];
}

/** Of the rounds that guards look at: what stands there. Read behind the lock, in a statement of its own, most batches need none. */
export const readRounds = {
  name: 'read-rounds',
  text: `WITH wanted AS (
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS won (provider, account, round_id)
           UNION
           SELECT provider, account, round_id FROM unnest($4::text[], $5::text[]) AS target (provider, transaction_id)
             JOIN ledger_entry USING (provider, transaction_id) WHERE round_id IS NOT NULL
         )
         SELECT wanted.provider, wanted.account, wanted.round_id, standing.* FROM wanted CROSS JOIN LATERAL (${roundSumOf(
           'entry.round_id = wanted.round_id AND entry.account = wanted.account AND entry.provider = wanted.provider',
         )}) AS standing`,
  rowMode: 'array',
} as const;

export function roundParameters({ wins, targets }: GuardedRounds): unknown[] {
  return [
    wins.map(({ provider }) => provider),
    wins.map(({ account }) => account),
    wins.map(({ roundId }) => roundId),
    targets.map(({ provider }) => provider),
    targets.map(({ transactionId }) => transactionId),
  ];
}

const lockInOrder = `SELECT account.name, active, balance_minor, version, NULL, NULL, NULL, day_wins, NULL, currency, NULL, NULL
           FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, place) JOIN ledger_account AS account ON account.name = wanted.name
           ORDER BY place FOR UPDATE OF account`;

/** The accounts, locked in the order given: the same for everybody, so that nobody waits in a circle. */
export const lockAccounts = { name: 'lock-accounts', text: lockInOrder, rowMode: 'array' } as const;

/** The same without those that somebody else holds. */
export const lockFreeAccounts = {
  name: 'lock-free-accounts',
  text: `${lockInOrder} SKIP LOCKED`,
  rowMode: 'array',
} as const;

const accountParameters = 8;

/**
 * All changes of a batch in one statement, which fails as a whole unless every account is still as it was
 * read: otherwise the count is short and the guard divides by zero. All of the account is compared, since a version
 * tells nothing where commits were lost and others took their place; nothing else of it was believed, so that an
 * account which looks the same is the same. The unique key of `ledger_entry` guards the rest.
 */
export const writeAll = {
  name: 'write-all',
  text: `WITH moved AS (
           UPDATE ledger_account AS account
             SET balance_minor = new.balance_minor, version = new.version, day_wins = COALESCE(new.day_wins, account.day_wins)
             FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::boolean[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
               AS new (name, read_balance_minor, read_version, active, currency, balance_minor, version, day_wins)
             WHERE account.name = new.name AND account.balance_minor = new.read_balance_minor
               AND account.version = new.read_version AND account.active = new.active AND account.currency = new.currency
             RETURNING 1
         ), guard AS (
           SELECT 1 / (CASE WHEN count(*) = cardinality($1::text[]) THEN 1 ELSE 0 END) AS held FROM moved
         )
         INSERT INTO ledger_entry (${columnNames})
           SELECT new.*, $${accountParameters + entryColumns.length + 1}::bigint FROM guard,
             unnest(${entryColumns.map(([, type], place) => `$${accountParameters + place + 1}::${type}[]`).join(', ')}) AS new
             WHERE guard.held = 1`,
  rowMode: 'array',
} as const;

/** A row of the reading statements: an account, or an entry where there is a transaction's id. */
export type LedgerRow = unknown[];

export function snapshotOf(
  rows: readonly LedgerRow[],
  rounds: readonly LedgerRow[],
  paidThisHourMinor: ReadonlyMap<string, AmountMinor> | undefined,
): Snapshot {
  const isEntry = (row: LedgerRow): boolean => row[4] !== null;
  return new Snapshot(
    rows
      .filter((row) => !isEntry(row))
      .map(([name, active, balance, version, , , , dayWins, , currency]) =>
        toAccount({ name, active, balance_minor: balance, version, day_wins: dayWins, currency }),
      ),
    rows.filter(isEntry).map(entryOf),
    { nowMs: Date.now(), rounds: rounds.map(roundOf), ...(paidThisHourMinor && { paidThisHourMinor }) },
  );
}

function roundOf([provider, account, round, entries, bets, wins, ...sums]: LedgerRow): readonly [RoundName, Sum] {
  const [stakes_high, stakes_low, wins_high, wins_low] = sums;
  const sum = toRoundSum({
    entries,
    standing_bets: bets,
    standing_wins: wins,
    stakes_high,
    stakes_low,
    wins_high,
    wins_low,
  });
  return [{ provider: String(provider), account: String(account), roundId: String(round) }, sum];
}

function entryOf([
  account,
  ,
  balance,
  version,
  id,
  step,
  kind,
  round,
  delta,
  provider,
  target,
  held,
]: LedgerRow): Entry {
  return toEntry({
    account,
    balance_after_minor: balance,
    account_version: version,
    transaction_id: id,
    step,
    kind,
    round_id: round,
    delta_minor: delta,
    provider,
    target_id: target,
    held_minor: held,
  });
}

/** The order in which everybody touches accounts. */
export function inLockOrder(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}

/** The parameters of `writeAll` for what was decided over a snapshot, whose accounts were `read` before. */
export function writeParameters(
  read: ReadonlyMap<string, Account>,
  { accounts }: Snapshot,
  entries: readonly Entry[],
): unknown[] {
  const changed = inLockOrder(entries.map(({ account }) => account)).map((name) => {
    const [before, after] = [read.get(name), accounts.get(name)];
    if (!before || !after) throw new Error(`account ${name} was not read`);
    return { name, before, after };
  });
  return [
    changed.map(({ name }) => name),
    changed.map(({ before }) => before.balanceMinor),
    changed.map(({ before }) => before.version),
    changed.map(({ before }) => before.active),
    changed.map(({ before }) => before.currency),
    changed.map(({ after }) => after.balanceMinor),
    changed.map(({ after }) => after.version),
    changed.map(({ after }) => after.dayWins ?? null),
    ...entryColumns.map(([, , of]) => entries.map(of)),
    Date.now(),
  ];
}

/** Sums of hours that are closed, and before which hour all are kept; another process may be ahead. */
export const keepHours = `
  WITH kept AS (
    INSERT INTO ledger_hour (${hourColumnNames})
      SELECT * FROM unnest(${hourColumns.map(([, type], place) => `$${place + 1}::${type}[]`).join(', ')}) AS new
      ON CONFLICT (${hourKey}) DO UPDATE SET ${newFigures}
  )
  INSERT INTO setting VALUES ('${summedBeforeSetting}', $${hourColumns.length + 1}::bigint::text)
    ON CONFLICT (name) DO UPDATE SET value = GREATEST(setting.value::bigint, excluded.value::bigint)::text`;
