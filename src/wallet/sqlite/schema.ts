import type { DatabaseSync } from 'node:sqlite';
import { mark, standingOf } from '../../database/sqliteOwner.ts';
import { walletKind } from '../kind.ts';
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

/** Brings a wallet, or what nobody has begun yet, to this program's schema and currency, or tells why that can't be. */
export function prepare(db: DatabaseSync, file: string, currencyDecimals: number): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const standing = standingOf(db, file, walletKind);
    const version = versionOf(db, file);
    for (const step of steps.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
    if (standing === 'nobody' || standing === 'unmarked') mark(db, walletKind);
    db.prepare(`INSERT INTO setting VALUES ('currency-decimals', ?) ON CONFLICT DO NOTHING`).run(
      String(currencyDecimals),
    );
    const decimals = settingOf(db, 'currency-decimals');
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

/** Refuses what is no wallet, and what nobody has begun unless a new one is wanted. Writes nothing. */
export function demandWallet(db: DatabaseSync, file: string, mustExist: boolean): void {
  if (standingOf(db, file, walletKind) === 'nobody' && mustExist)
    throw new UnusableDatabase(
      `${file} is empty, and no wallet. Name another, or begin one in it: seamless accounts create NAME.`,
    );
}

/** The decimals of the money in a wallet that is of this program's schema already. */
export function decimalsOf(db: DatabaseSync, file: string): number {
  const version = versionOf(db, file);
  if (version < steps.length) {
    throw new UnusableDatabase(
      `${file} has schema version ${version}, older than this program's ${steps.length}. Start seamless serve on it once, which migrates it.`,
    );
  }
  return Number(settingOf(db, 'currency-decimals'));
}

function versionOf(db: DatabaseSync, file: string): number {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version <= steps.length) return version;
  throw new UnusableDatabase(
    `${file} has schema version ${version}, newer than this program's ${steps.length}. Use the program that made it, or a newer one.`,
  );
}

function settingOf(db: DatabaseSync, name: string): unknown {
  return db.prepare('SELECT value FROM setting WHERE name = ?').get(name)?.['value'];
}
