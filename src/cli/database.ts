import { openPostgresStore } from '../wallet/postgres/store.ts';
import { openSqliteStore } from '../wallet/sqlite/store.ts';
import type { Store } from '../wallet/store.ts';
import { type DatabaseConfiguration, isPostgres } from './configuration.ts';

/** Opens the store that a configuration names; a SQLite file has one server at a time. */
export async function openStore({ database, currencyDecimals }: DatabaseConfiguration, serving = false): Promise<Store> {
  if (isPostgres(database)) return openPostgresStore(database, currencyDecimals);
  return openSqliteStore(database.slice('sqlite:'.length), currencyDecimals, { serving });
}

export async function withStore<Result>(
  configuration: DatabaseConfiguration,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(configuration);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
