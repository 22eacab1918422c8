import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { mark, standingOf } from '../../database/sqliteOwner.ts';
import { type CurrencyGiven, firstCurrency, nameGiven, selectCurrencies, toCurrency } from '../currency.ts';
import { walletKind } from '../kind.ts';
import { firstProvider } from '../state.ts';
import { UnusableDatabase } from '../store.ts';
import { steps } from './steps.ts';

/** Of the file's size: what a new table needs with its indexes, in the log and then in the file. */
const roomToMigrate = 6;

/** Brings a wallet, or what nobody has begun yet, to this program's schema and currency, or tells why that can't be. */
export function prepare(db: DatabaseSync, file: string, currency: CurrencyGiven): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const standing = standingOf(db, file, walletKind);
    if (isMigrationDue(db, file)) demandRoom(file);
    const version = versionOf(db, file);
    for (const step of steps.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
    if (standing === 'nobody' || standing === 'unmarked') mark(db, walletKind);
    settleCurrency(db, file, currency);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** Whether the wallet there is one of an older schema. */
export function isMigrationDue(db: DatabaseSync, file: string): boolean {
  const version = versionOf(db, file);
  return version > 0 && version < steps.length;
}

function settleCurrency(db: DatabaseSync, file: string, given: CurrencyGiven): void {
  const present = db.prepare(selectCurrencies).all().map(toCurrency);
  if (present.length === 0) {
    const { code, decimals } = firstCurrency(given);
    db.prepare('INSERT INTO ledger_currency VALUES (?, ?)').run(code, decimals);
    db.prepare('INSERT INTO ledger_provider (name, currency) VALUES (?, ?)').run(firstProvider, code);
    return;
  }
  const code = nameGiven(file, present, given);
  if (code !== undefined) db.prepare('UPDATE ledger_currency SET code = ?').run(code);
}

/** Half of a new table, and no disk left for the wallet that goes on, would be worse than none. */
function demandRoom(file: string): void {
  const { bavail, bsize } = statfsSync(dirname(file));
  const [neededMb, freeMb] = [roomToMigrate * statSync(file).size, bavail * bsize].map((bytes) => bytes / 1e6);
  if (neededMb === undefined || freeMb === undefined || freeMb >= neededMb) return;
  throw new UnusableDatabase(
    `${file} is to be migrated, which needs ${Math.ceil(neededMb)} MB of free disk beside it, and ${Math.floor(freeMb)} MB are free. Make room, and start again; nothing was changed.`,
  );
}

/** Refuses what is no wallet, and what nobody has begun unless a new one is wanted. Writes nothing. */
export function demandWallet(db: DatabaseSync, file: string, mustExist: boolean): void {
  if (standingOf(db, file, walletKind) === 'nobody' && mustExist)
    throw new UnusableDatabase(
      `${file} is empty, and no wallet. Name another, or begin one in it: seamless accounts create NAME.`,
    );
}

/** Refuses a wallet that is not of this program's schema already. */
export function demandCurrent(db: DatabaseSync, file: string): void {
  const version = versionOf(db, file);
  if (version < steps.length) {
    throw new UnusableDatabase(
      `${file} has schema version ${version}, older than this program's ${steps.length}. Start seamless serve on it once, which migrates it.`,
    );
  }
}

function versionOf(db: DatabaseSync, file: string): number {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version <= steps.length) return version;
  throw new UnusableDatabase(
    `${file} has schema version ${version}, newer than this program's ${steps.length}. Use the program that made it, or a newer one.`,
  );
}
