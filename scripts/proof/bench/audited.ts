import { join } from 'node:path';
import { v4 } from '../../../src/contract/contracts.ts';
import { tokenHash } from '../../../src/edge/token.ts';
import { createCurrency } from '../../../src/wallet/currency.ts';
import { createProvider } from '../../../src/wallet/providerChanges.ts';
import { guardsToBeginWith } from '../../../src/wallet/terms.ts';
import { openPostgresStore } from '../../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../../src/wallet/sqlite/store.ts';
import type { Store } from '../../../src/wallet/store.ts';
import { secondSpread } from './http/bets.ts';
import { accounts } from './load.ts';
import { startBenchCluster } from './wallets.ts';

export const storeKinds = ['sqlite', 'postgres'] as const;
export type StoreKind = (typeof storeKinds)[number];

export interface AuditedWallet {
  /** Its file or URL. */
  readonly database: string;
  readonly store: Store;
  readonly remove: () => Promise<void>;
}

/** A new wallet in which everybody who bets in a benchmark, and these, are rich, and whose ledger adds up. */
export async function auditedWallet(
  kind: StoreKind,
  folder: string,
  others: readonly string[] = [],
): Promise<AuditedWallet> {
  const cluster = kind === 'postgres' ? await startBenchCluster() : undefined;
  const database = (await cluster?.createDatabase()) ?? join(folder, 'wallet.db');
  const store = cluster ? await openPostgresStore(database, 2) : openSqliteStore(database, 2);
  const everybody = [...Array.from({ length: accounts }, (_, number) => `a${number}`), ...others];
  for (const name of everybody) await store.createAccount({ name, active: true, openingMinor: 10n ** 12n });
  return {
    database,
    store,
    remove: async () => {
      await store.close();
      await cluster?.remove();
    },
  };
}

/** The token of the second provider. */
export const secondToken = 'second-bench-token';

/** Another provider, which speaks v4 and plays in yen, and those who play its games, rich too. */
export async function introduceSecondProvider(store: Store): Promise<void> {
  await createCurrency(store, { code: 'JPY', decimals: 0 });
  await createProvider(store, {
    ...{ name: 'second', contracts: [v4.name], currency: 'JPY', guards: guardsToBeginWith(0) },
    ...{ tokenHash: tokenHash(secondToken), allowedAddresses: undefined },
    ...{ signatureMode: 'off', signatureSecret: undefined },
  });
  for (let n = 0; n < accounts; n++) {
    await store.createAccount({ name: secondSpread(n), active: true, openingMinor: 10n ** 12n, currency: 'JPY' });
  }
}
