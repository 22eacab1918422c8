/** What a wallet's server asks of SQLite, prepared once. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { columnNames, entryColumns } from '../entryColumns.ts';
import { roundSumOf } from '../roundSums.ts';
import { hourColumnNames, hourColumns, hourKey, newFigures, summedBeforeSetting } from '../reports/hourSums.ts';
import { firstProvider } from '../state.ts';

/** What the rules know of an entry. */
const decidedBy =
  'provider, transaction_id, step, kind, account, round_id, target_id, delta_minor, held_minor, balance_after_minor, account_version';

export function prepareStatements(db: DatabaseSync) {
  return {
    account: db.prepare('SELECT * FROM ledger_account WHERE name = ?'),
    accountsAfter: db.prepare('SELECT * FROM ledger_account WHERE name > ? ORDER BY name LIMIT ?'),
    entries: db.prepare(
      `SELECT ${decidedBy} FROM ledger_entry WHERE provider = ? AND transaction_id = ? ORDER BY step`,
    ),
    // By its name: SQLite would rather go through all that the provider ever sent.
    round: db.prepare(
      roundSumOf(
        'entry.round_id = ? AND entry.account = ? AND entry.provider = ?',
        'ledger_entry AS entry INDEXED BY ledger_entry_by_round',
      ),
    ),
    tellHour: db.prepare(
      `INSERT INTO ledger_hour_net (provider, hour, server, net_minor) VALUES (?, ?, ?, ?)
         ON CONFLICT (hour, provider, server) DO UPDATE SET net_minor = excluded.net_minor`,
    ),
    othersHour: db.prepare('SELECT provider, net_minor FROM ledger_hour_net WHERE hour = ? AND server <> ?'),
    insertAccount: db.prepare(
      `INSERT INTO ledger_account (name, active, balance_minor, version, currency)
         SELECT ?, ?, 0, 0, COALESCE(?, currency) FROM ledger_provider WHERE name = '${firstProvider}' ON CONFLICT DO NOTHING`,
    ),
    updateAccount: db.prepare(
      `UPDATE ledger_account SET balance_minor = ?, version = ?, day_wins = COALESCE(?, day_wins)
         WHERE name = ? AND version = ?`,
    ),
    setActive: db.prepare('UPDATE ledger_account SET active = ? WHERE name = ?'),
    insertEntry: db.prepare(
      `INSERT INTO ledger_entry (${columnNames}) VALUES (${[...entryColumns, 'at_ms'].map(() => '?').join(', ')})`,
    ),
    keepHour: db.prepare(
      `INSERT INTO ledger_hour (${hourColumnNames}) VALUES (${hourColumns.map(() => '?').join(', ')})
         ON CONFLICT (${hourKey}) DO UPDATE SET ${newFigures}`,
    ),
    // Another process may be ahead.
    summedBefore: db.prepare(
      `INSERT INTO setting VALUES ('${summedBeforeSetting}', ?)
         ON CONFLICT DO UPDATE SET value = excluded.value WHERE CAST(excluded.value AS INTEGER) > CAST(setting.value AS INTEGER)`,
    ),
    dataVersion: db.prepare('PRAGMA data_version'),
    ping: db.prepare('SELECT 1 FROM setting'),
  } satisfies Record<string, StatementSync>;
}
