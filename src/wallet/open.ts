/** Opens the wallet that a database URL names. */
import { parseDatabaseUrl } from '../database/url.ts';
import { openPostgresReader } from './postgres/reader.ts';
import { openPostgresStore } from './postgres/store.ts';
import { openSqliteReader } from './sqlite/reader.ts';
import { openSqliteStore, type SqliteOptions } from './sqlite/store.ts';
import { listCurrencies, nameGiven } from './currency.ts';
import type { LedgerReader, OpenOptions, Store } from './store.ts';

/** Where a wallet is, and how its money is counted. */
export interface WalletLocation {
  /** As in `sqlite:./data/wallet.db`. */
  readonly database: string;
  /** Decimals of the currency; where nothing is said, those that the wallet has, and two in a new one. */
  readonly currencyDecimals?: number | undefined;
  /** Its code, as in `EUR`; where nothing is said, the one that the wallet began with. */
  readonly currency?: string | undefined;
}

/** Opens the wallet to write into it; a SQLite file has one server at a time. Throws `UnusableDatabase`. */
export async function openStoreAt(
  { database, currencyDecimals, currency }: WalletLocation,
  given: SqliteOptions = {},
): Promise<Store> {
  const options = { ...given, currency };
  const at = parseDatabaseUrl(database);
  return at.kind === 'postgres'
    ? openPostgresStore(at.url, currencyDecimals, options)
    : openSqliteStore(at.file, currencyDecimals, options);
}

/** Does `work` with a wallet that must be there, unless it is meant to begin one, and closes it. */
export async function withStore<Result>(
  location: WalletLocation,
  work: (store: Store) => Promise<Result>,
  { mustExist = true }: OpenOptions = {},
): Promise<Result> {
  const store = await openStoreAt(location, { mustExist });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Does `work` with a wallet that must be there and that it can't change, and closes it. */
export async function withReader<Result>(
  { database, currencyDecimals: decimals }: WalletLocation,
  work: (reader: LedgerReader) => Promise<Result>,
): Promise<Result> {
  const at = parseDatabaseUrl(database);
  const reader = at.kind === 'postgres' ? await openPostgresReader(at.url) : openSqliteReader(at.file);
  try {
    if (decimals !== undefined) nameGiven('the wallet', await listCurrencies(reader), { code: undefined, decimals });
    return await work(reader);
  } finally {
    await reader.close();
  }
}
