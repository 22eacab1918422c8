import { parseMoney, usualDecimals } from '../contract/money.ts';
import { listCurrencies } from '../wallet/currency.ts';
import type { Store } from '../wallet/store.ts';

/** The player of a first start, and the balance in the currency's major unit. */
export const demoAccount = { name: 'test1234', balance: '1000' } as const;

/** Opens the account only in a wallet that has none yet; resolves whether it did. */
export async function createDemoAccount(store: Store): Promise<boolean> {
  if ((await store.listAccounts('', 1)).length > 0) return false;
  const [first] = await listCurrencies(store);
  const openingMinor = parseMoney(demoAccount.balance, first?.decimals ?? usualDecimals) ?? 0n;
  return store.createAccount({ name: demoAccount.name, active: true, openingMinor });
}
