/** Proves that the ledger adds up, or shows where it does not. */
import { type Currency, toCurrency } from './currency.ts';
import { hourKey, summedBeforeSetting } from './reports/hourSums.ts';
import { played } from './reports/played.ts';
import { operatorProvider } from './state.ts';
import type { LedgerReader, Query, Row } from './store.ts';

export interface AuditReport {
  readonly accounts: bigint;
  readonly entries: bigint;
  /** Of each currency that there is; what is of one is never summed with what is of another. */
  readonly currencies: readonly CurrencyFigures[];
  readonly problems: readonly AuditProblem[];
}

export interface CurrencyFigures extends Currency {
  readonly accounts: bigint;
  /** The sum of the balances, in minor units. */
  readonly balanceMinor: bigint;
}

export interface AuditProblem {
  /** What does not hold. */
  readonly broken: string;
  /** The row that shows it. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** Of each kind of problem this many rows are shown; what is broken that often needs no more. */
const mostRows = 100;

/** The sum of a column of 64-bit integers, in two parts so that no sum on the way overflows. */
const sum = (column: string): string => `(SUM(${column} / 1000000000) * 1000000000 + SUM(${column} % 1000000000))`;

/**
 * As an expression, by which SQLite sorts: through the index on accounts it would fetch each entry by itself, in three times the
 * time. As text, or it could not join by it, and would compare each account with every other.
 */
const byAccount = "CAST(account || '' AS text)";

/** The figures of each currency, the sum in two parts as above. */
const perCurrency = `SELECT code, decimals, COUNT(account.name) AS accounts,
    COALESCE(SUM(balance_minor / 1000000000), 0) AS billions, COALESCE(SUM(balance_minor % 1000000000), 0) AS rest
  FROM ledger_currency LEFT JOIN ledger_account AS account ON account.currency = code GROUP BY code, decimals ORDER BY code`;
/** Before this hour all sums are kept. */
const summedBefore = `COALESCE((SELECT CAST(value AS bigint) FROM setting WHERE name = '${summedBeforeSetting}'), 0)`;

const sumColumns = `${hourKey}, currency, stakes_minor, wins_minor, rounds`;

/** Each selects the rows that must not be there; in the SQL that all stores share. */
const checks: readonly (readonly [broken: string, sql: string])[] = [
  [
    'the balance is not the sum of the entries',
    `SELECT account.name AS account, balance_minor, total, version, entries FROM ledger_account AS account
       LEFT JOIN (SELECT ${byAccount} AS account, ${sum('delta_minor')} AS total, COUNT(*) AS entries
         FROM ledger_entry GROUP BY ${byAccount}) AS sums
         ON sums.account = account.name
       WHERE balance_minor <> COALESCE(total, 0) OR version <> COALESCE(entries, 0)`,
  ],
  [
    'the entry belongs to no account',
    `SELECT entry.* FROM ledger_entry AS entry LEFT JOIN ledger_account AS account ON account.name = entry.account
       WHERE account.name IS NULL`,
  ],
  [
    'the account is of a currency that is not there',
    `SELECT account.* FROM ledger_account AS account LEFT JOIN ledger_currency ON code = account.currency WHERE code IS NULL`,
  ],
  [
    'the provider is of a currency that is not there',
    `SELECT provider.* FROM ledger_provider AS provider LEFT JOIN ledger_currency ON code = provider.currency WHERE code IS NULL`,
  ],
  [
    'the token belongs to no provider',
    `SELECT token.provider FROM ledger_provider_token AS token LEFT JOIN ledger_provider ON name = token.provider
       WHERE name IS NULL`,
  ],
  [
    'the entry came from a provider of another currency than its account is of',
    `SELECT entry.* FROM ledger_provider AS provider JOIN ledger_entry AS entry ON entry.provider = provider.name
       JOIN ledger_account AS account ON account.name = entry.account
       WHERE account.currency <> provider.currency`,
  ],
  [
    'the entry is not what its kind allows',
    `SELECT * FROM ledger_entry WHERE NOT (
         (step = 0 AND kind IN ('opening', 'credit', 'win') AND delta_minor >= 0)
      OR (step = 0 AND kind IN ('debit', 'bet') AND delta_minor <= 0)
      OR (step = 0 AND kind IN ('tombstone', 'cancel-request') AND delta_minor = 0)
      OR (step = 0 AND kind = 'held' AND delta_minor = 0 AND held_minor > 0)
      OR (step = 1 AND kind = 'release' AND delta_minor > 0)
      OR (step = 1 AND kind IN ('rejection', 'tombstone') AND delta_minor = 0)
      OR (step IN (1, 2) AND kind = 'cancel'))
      OR (held_minor IS NOT NULL) <> (kind = 'held')
      OR (provider = '${operatorProvider}') <> (kind IN ('opening', 'credit', 'debit'))`,
  ],
  [
    'the cancel does not undo a bet or a win of the same account',
    `SELECT undo.* FROM ledger_entry AS undo
       LEFT JOIN ledger_entry AS first
         ON first.provider = undo.provider AND first.transaction_id = undo.transaction_id AND first.step = 0
       LEFT JOIN ledger_entry AS paid
         ON paid.provider = undo.provider AND paid.transaction_id = undo.transaction_id AND paid.step = 1 AND undo.step = 2
       WHERE undo.kind = 'cancel' AND NOT COALESCE(first.account = undo.account AND (
         (undo.step = 1 AND first.kind IN ('bet', 'win') AND first.delta_minor = -undo.delta_minor)
         OR (undo.step = 2 AND paid.kind = 'release' AND paid.delta_minor = -undo.delta_minor)), FALSE)`,
  ],
  [
    'the end of a hold belongs to no held win of the same account and amount',
    `SELECT ended.* FROM ledger_entry AS ended
       LEFT JOIN ledger_entry AS held
         ON held.provider = ended.provider AND held.transaction_id = ended.transaction_id AND held.step = 0
       WHERE ended.step = 1 AND ended.kind <> 'cancel' AND NOT COALESCE(
         held.kind = 'held' AND held.account = ended.account AND (ended.kind <> 'release' OR ended.delta_minor = held.held_minor), FALSE)`,
  ],
  [
    "the cancel's own entry names no transaction of the same account that is cancelled",
    `SELECT request.* FROM ledger_entry AS request
       LEFT JOIN ledger_entry AS undo
         ON undo.provider = request.provider AND undo.transaction_id = request.target_id AND undo.kind = 'cancel'
       WHERE request.kind = 'cancel-request' AND NOT COALESCE(undo.account = request.account, FALSE)`,
  ],
  [
    "the entry does not follow from the account's entry before it, or makes the balance negative without a cancelled win",
    `SELECT * FROM (
       SELECT entry.*, LAG(balance_after_minor, 1, 0) OVER chain AS before_minor, ROW_NUMBER() OVER chain AS place
         FROM ledger_entry AS entry WINDOW chain AS (PARTITION BY ${byAccount} ORDER BY account_version)
     ) AS chained
     WHERE account_version <> place OR balance_after_minor <> before_minor + delta_minor
        OR (balance_after_minor < 0 AND delta_minor < 0 AND kind <> 'cancel')
        OR (balance_after_minor < 0 AND before_minor >= 0 AND kind <> 'cancel')`,
  ],
  [
    "the hour's sums are not those of its entries, which were written before it was closed",
    `SELECT ${hourKey}, currency, SUM(kept) AS kept, SUM(entries) AS entries, ${sum('stakes_minor')} AS stakes_too_many,
         ${sum('wins_minor')} AS wins_too_many, SUM(rounds) AS rounds_too_many
       FROM (SELECT ${sumColumns}, 1 AS kept, 0 AS entries FROM ledger_hour WHERE hour < ${summedBefore}
         UNION ALL SELECT ${hourKey}, currency, -stakes_minor, -wins_minor, -rounds, 0, 1
           FROM (${played('0', summedBefore, 'through all')}) AS played) AS compared
       GROUP BY ${hourKey}, currency
       HAVING SUM(kept) <> 1 OR SUM(entries) = 0 OR ${sum('stakes_minor')} <> 0 OR ${sum('wins_minor')} <> 0 OR SUM(rounds) <> 0`,
  ],
];

/** Looks at one moment of a live database; what moves meanwhile is not seen. */
export function auditStore(store: LedgerReader): Promise<AuditReport> {
  return store.inspect(async (query) => {
    const problems: AuditProblem[] = [];
    for (const [broken, sql] of checks) {
      for await (const row of query(`${sql} LIMIT ${mostRows}`)) problems.push({ broken, row });
    }
    const currencies = (await Array.fromAsync(query(perCurrency))).map(toFigures);
    return {
      accounts: await count(query, 'ledger_account'),
      entries: await count(query, 'ledger_entry'),
      currencies,
      problems,
    };
  });
}

function toFigures(row: Row): CurrencyFigures {
  const figure = (column: string): bigint => BigInt(String(row[column]));
  const balanceMinor = figure('billions') * 1_000_000_000n + figure('rest');
  return { ...toCurrency(row), accounts: figure('accounts'), balanceMinor };
}

async function count(query: Query, table: 'ledger_account' | 'ledger_entry'): Promise<bigint> {
  const [row] = await Array.fromAsync(query(`SELECT COUNT(*) AS n FROM ${table}`));
  return BigInt(String(row?.['n']));
}
