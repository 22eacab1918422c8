/** The one currency of a wallet. */
import { UnusableDatabase } from '../database/unusable.ts';

export interface Currency {
  readonly decimals: number;
  /** As in ISO 4217; where nothing is given, the one that the wallet has. */
  readonly code: string | undefined;
}

/** ISO's code for no currency. */
const none = 'XXX';

/** What a new wallet gets. */
export function currencyOf(code: string | undefined): string {
  return code ?? none;
}

/** A currency is named once, also later. */
export function mayName(present: string, code: string | undefined): boolean {
  return present === none && code !== undefined && code !== none;
}

export function otherDecimals(where: string, kept: string, decimals: number): UnusableDatabase {
  return new UnusableDatabase(
    `${where} keeps money with ${kept} decimals, not ${decimals}. Start with --currency-decimals ${kept}.`,
  );
}

export function otherCurrency(where: string, kept: string, code: string): UnusableDatabase {
  return new UnusableDatabase(`${where} keeps ${kept}, not ${code}. Start with --currency ${kept}.`);
}
