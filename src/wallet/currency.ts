/** The currencies of a wallet. Their decimals are kept, and never derived: what libraries say of them differs, and changes. */
import { usualDecimals } from '../contract/money.ts';
import { UnusableDatabase } from '../database/unusable.ts';
import { firstProvider } from './state.ts';
import type { LedgerReader, Row, Store } from './store.ts';
import { changeAll } from './change.ts';

export interface Currency {
  /** As in ISO 4217. */
  readonly code: string;
  readonly decimals: number;
}

/** What whoever opens a wallet says of its currency; where nothing is said, it is as the wallet has it. */
export type CurrencyGiven = { readonly [Name in keyof Currency]: Currency[Name] | undefined };

/** ISO's code for no currency. */
export const noCurrency = 'XXX';

/** All of them, that of the first provider in front; in the SQL that all stores share. */
export const selectCurrencies = `SELECT code, decimals FROM ledger_currency
  ORDER BY CASE WHEN code = (SELECT currency FROM ledger_provider WHERE name = '${firstProvider}') THEN 0 ELSE 1 END, code`;

export function toCurrency({ code, decimals }: Row): Currency {
  return { code: String(code), decimals: Number(decimals) };
}

/** All currencies, the one that the wallet began with in front. */
export async function listCurrencies(reader: LedgerReader): Promise<Currency[]> {
  return (await reader.select(selectCurrencies)).map(toCurrency);
}

/** Resolves `false`, with nothing changed, when the wallet has a currency of this code. */
export async function createCurrency(store: Store, { code, decimals }: Currency): Promise<boolean> {
  const insert = 'INSERT INTO ledger_currency (code, decimals) VALUES ($1, $2) ON CONFLICT DO NOTHING';
  return (await changeAll(store, [{ sql: insert, values: [code, BigInt(decimals)] }])) === undefined;
}

/** Of a new account: one that the wallet has. */
export async function requireCurrency(reader: LedgerReader, code: string | undefined): Promise<void> {
  if (code === undefined) return;
  const codes = (await listCurrencies(reader)).map((currency) => currency.code);
  if (!codes.includes(code)) throw new RangeError(`the wallet keeps ${codes.join(', ')}, and no ${code}`);
}

/** What a new wallet begins with. */
export function firstCurrency({ code = noCurrency, decimals = usualDecimals }: CurrencyGiven): Currency {
  return { code, decimals };
}

/**
 * The code that the wallet's currency gets now: it is named once, also later, while there is no other. Throws
 * `UnusableDatabase` when the wallet has no such currency, or counts it in other decimals.
 */
export function nameGiven(where: string, present: readonly Currency[], given: CurrencyGiven): string | undefined {
  const [first, ...others] = present;
  const isNamed = first?.code === noCurrency && others.length === 0 && given.code !== undefined;
  const meant = isNamed || given.code === undefined ? first : present.find(({ code }) => code === given.code);
  if (!meant) throw otherCurrency(where, present, given.code);
  if (given.decimals !== undefined && given.decimals !== meant.decimals)
    throw new UnusableDatabase(
      `${where} keeps money with ${meant.decimals} decimals, not ${given.decimals}. Start with --currency-decimals ${meant.decimals}.`,
    );
  return isNamed && given.code !== noCurrency ? given.code : undefined;
}

function otherCurrency(where: string, present: readonly Currency[], code = noCurrency): UnusableDatabase {
  const codes = present.map((currency) => currency.code);
  return new UnusableDatabase(
    `${where} keeps ${codes.join(', ')}, not ${code}. Start with --currency ${codes.join(' or ')}, or make it: seamless currencies create ${code}.`,
  );
}
