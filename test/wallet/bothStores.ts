/** A fresh wallet on each kind of store, for tests of what both must do alike. */
import { openPostgresReader } from '../../src/wallet/postgres/reader.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { openSqliteReader } from '../../src/wallet/sqlite/reader.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { LedgerReader, Store } from '../../src/wallet/store.ts';
import { scratch } from '../support/commandLine.ts';
import type { Cluster } from '../support/postgres.ts';

export interface FreshWallet {
  readonly url: string;
  open(currencyDecimals?: number, currency?: string): Promise<Store>;
  read(): Promise<LedgerReader>;
}

/** `cluster` is asked for once there is one. */
export function bothStores(
  cluster: () => Cluster,
): { readonly name: string; readonly make: () => Promise<FreshWallet> }[] {
  return [
    {
      name: 'SQLite',
      make: async () => {
        const [folder] = scratch();
        const file = `${folder}/wallet.db`;
        return {
          url: `sqlite:${file}`,
          open: async (decimals, currency) => openSqliteStore(file, decimals, { currency }),
          read: async () => openSqliteReader(file),
        };
      },
    },
    {
      name: 'PostgreSQL',
      make: async () => {
        const url = await cluster().createDatabase();
        return {
          url,
          open: (decimals, currency) => openPostgresStore(url, decimals, { currency }),
          read: () => openPostgresReader(url),
        };
      },
    },
  ];
}
