/** What each entry adds to the sums, in the SQL that all stores share. */

export const hourMs = 3_600_000;

/** How the entries are looked for: a few hours' by each account's index on time, or all, one after another. */
export type Way = 'by account' | 'through all';

/**
 * A SELECT of what the entries that were written from the hour `from` on, and before the hour `before`, add to the sums:
 * the columns of `ledger_hour`. Both hours are SQL. Only what providers moved counts; what undoes or pays something counts
 * as what it undoes or pays, and for its game, in the hour in which it was written itself.
 */
export function played(from: string, before: string, way: Way): string {
  return `
    SELECT entry.at_ms / ${hourMs} AS hour, entry.account, entry.provider,
        COALESCE(CAST(${ofFirst('studio')} AS text), '') AS studio,
        COALESCE(${ofFirst('game_code')}, '') AS game_code, COALESCE(${ofFirst('game_type')}, '') AS game_type,
        owner.currency,
        CASE WHEN ${ofFirst('kind')} = 'bet' THEN -entry.delta_minor ELSE 0 END AS stakes_minor,
        CASE WHEN ${ofFirst('kind')} = 'bet' THEN 0 ELSE entry.delta_minor END AS wins_minor,
        CASE WHEN entry.step = 0 AND NOT ${roundHasBegun} THEN 1 ELSE 0 END AS rounds
      FROM ${sources[way]}
        LEFT JOIN ledger_entry AS made ON entry.step > 0
          AND made.provider = entry.provider AND made.transaction_id = entry.transaction_id AND made.step = 0
      WHERE entry.account = owner.name AND entry.kind IN ('bet', 'win', 'held', 'release', 'cancel')
        AND entry.at_ms >= ${msOf(from)} AND entry.at_ms < ${msOf(before)}`;
}

/** SQLite goes through what is named first in a CROSS JOIN; PostgreSQL decides by itself. */
const sources: Readonly<Record<Way, string>> = {
  'by account': 'ledger_account AS owner CROSS JOIN ledger_entry AS entry',
  'through all': 'ledger_entry AS entry CROSS JOIN ledger_account AS owner',
};

/** What stands in the transaction's first entry. */
const ofFirst = (column: string): string => `(CASE WHEN entry.step = 0 THEN entry.${column} ELSE made.${column} END)`;

/**
 * A round counts once: with its first entry, whatever hour the others are of. The provider as an expression: by the column SQLite
 * would look for the round among all that the provider ever sent.
 */
const roundHasBegun = `EXISTS (SELECT 1 FROM ledger_entry AS earlier
          WHERE earlier.round_id = entry.round_id AND earlier.account = entry.account
            AND earlier.provider || '' = entry.provider AND earlier.account_version < entry.account_version)`;

/** To PostgreSQL a number that is small is one of 32 bits, and so would be the product. */
const msOf = (hour: string): string => `CAST(${hour} AS bigint) * ${hourMs}`;
