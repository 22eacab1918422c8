import type { DatabaseSync } from 'node:sqlite';
import { UnusableDatabase } from '../store.ts';

/** Each step takes the schema from its index to the next version. */
const steps = [
  `CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE account (
     name TEXT PRIMARY KEY,
     active INTEGER NOT NULL CHECK (active IN (0, 1)),
     balance_minor INTEGER NOT NULL,
     version INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE entry (
     transaction_id TEXT NOT NULL,
     step INTEGER NOT NULL CHECK (step IN (0, 1)),
     kind TEXT NOT NULL,
     account TEXT NOT NULL,
     round_id TEXT NOT NULL,
     delta_minor INTEGER NOT NULL,
     balance_after_minor INTEGER NOT NULL,
     account_version INTEGER NOT NULL,
     at_ms INTEGER NOT NULL,
     PRIMARY KEY (transaction_id, step)
   ) STRICT, WITHOUT ROWID;`,
];

/** Brings the database to this program's schema and currency, or tells why that can't be. */
export function prepare(db: DatabaseSync, file: string, currencyDecimals: number): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > steps.length) {
      throw new UnusableDatabase(
        `${file} has schema version ${version}, newer than this program's ${steps.length}. Use the program that made it, or a newer one.`,
      );
    }
    for (const step of steps.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
    db.prepare(`INSERT INTO setting VALUES ('currency-decimals', ?) ON CONFLICT DO NOTHING`).run(String(currencyDecimals));
    const decimals = db.prepare(`SELECT value FROM setting WHERE name = 'currency-decimals'`).get()?.['value'];
    if (decimals !== String(currencyDecimals)) {
      throw new UnusableDatabase(
        `${file} keeps money with ${String(decimals)} decimals, not ${currencyDecimals}. Start with --currency-decimals ${String(decimals)}.`,
      );
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
