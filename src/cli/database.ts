import { openPostgresReader } from '../wallet/postgres/reader.ts';
import { openPostgresStore } from '../wallet/postgres/store.ts';
import { openSqliteReader } from '../wallet/sqlite/reader.ts';
import { openSqliteStore, type SqliteOptions } from '../wallet/sqlite/store.ts';
import type { LedgerReader, OpenOptions, Store } from '../wallet/store.ts';
import { type DatabaseConfiguration, isPostgres } from './configuration.ts';
import { InvalidInput } from './input.ts';

/** Opens the store that a configuration names; a SQLite file has one server at a time. */
export async function openStore(
  { database, currencyDecimals }: DatabaseConfiguration,
  options: SqliteOptions = {},
): Promise<Store> {
  if (isPostgres(database)) return openPostgresStore(database, currencyDecimals, options);
  return openSqliteStore(fileOf(database), currencyDecimals, options);
}

/** For what writes into a wallet that must be there, unless it is meant to begin one. */
export async function withStore<Result>(
  configuration: DatabaseConfiguration,
  work: (store: Store) => Promise<Result>,
  { mustExist = true }: OpenOptions = {},
): Promise<Result> {
  const store = await openStore(configuration, { mustExist });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** For what only reads: opens the wallet that is there, and can't change it. */
export async function withReader<Result>(
  { database, currencyDecimals }: DatabaseConfiguration,
  work: (reader: LedgerReader) => Promise<Result>,
): Promise<Result> {
  const reader = isPostgres(database) ? await openPostgresReader(database) : openSqliteReader(fileOf(database));
  try {
    const kept = reader.currencyDecimals;
    if (kept !== currencyDecimals)
      throw new InvalidInput([
        `the wallet keeps money with ${kept} decimals, not ${currencyDecimals}. Start with --currency-decimals ${kept}.`,
      ]);
    return await work(reader);
  } finally {
    await reader.close();
  }
}

export function fileOf(database: string): string {
  return database.slice('sqlite:'.length);
}
