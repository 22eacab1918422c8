/** The currencies of the wallet that a command has opened. */
import { displayMoney } from '../contract/money.ts';
import type { AmountMinor } from '../contract/types.ts';
import { type Currency, listCurrencies, noCurrency } from '../wallet/currency.ts';
import type { Account } from '../wallet/state.ts';
import type { LedgerReader } from '../wallet/store.ts';
import { CouldNotRun, InvalidInput } from './input.ts';

export interface Currencies {
  /** The one that is named, or the only one. Throws `InvalidInput`. */
  ofNew(): Currency;
  /** Of nobody's money those of the first one. */
  decimalsOf(account: Owner | undefined): number;
  /** An amount of the account's money, with its currency's code; no currency is not worth a word. */
  display(amountMinor: AmountMinor, account: Owner): string;
}

type Owner = Pick<Account, 'name' | 'currency'>;

export async function currenciesOf(reader: LedgerReader, named?: string): Promise<Currencies> {
  const all = await listCurrencies(reader);
  const find = (wanted: string | undefined): Currency | undefined => all.find(({ code }) => code === wanted);
  const decimalsOf = (account: Owner | undefined): number => {
    const found = account ? find(account.currency) : all[0];
    if (found) return found.decimals;
    const { name, currency } = account ?? { name: 'of nobody', currency: 'none' };
    throw new CouldNotRun(
      `account ${name} is of the currency ${currency}, which the wallet does not have. See with seamless audit what else is broken.`,
    );
  };
  return {
    decimalsOf,
    display: (amountMinor, account) => {
      const figure = displayMoney(amountMinor, decimalsOf(account));
      return account.currency === noCurrency ? figure : `${figure} ${account.currency}`;
    },
    ofNew: () => {
      const [only, ...others] = all;
      const found = named === undefined && others.length === 0 ? only : find(named);
      if (found) return found;
      throw new InvalidInput([`--currency must say which one, of ${all.map(({ code }) => code).join(', ')}`]);
    },
  };
}
