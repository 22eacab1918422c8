import { openSqliteStore } from '../wallet/sqlite/store.ts';
import type { Store } from '../wallet/store.ts';
import type { DatabaseConfiguration } from './configuration.ts';

/** Opens the store that a configuration names. */
export async function openStore({ database, currencyDecimals }: DatabaseConfiguration): Promise<Store> {
  return openSqliteStore(database.slice('sqlite:'.length), currencyDecimals);
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
