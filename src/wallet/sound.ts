/** What may be asked of a wallet. Anything else is a bug of the program that asks: it throws `RangeError`. */
import { largestMinor } from '../contract/money.ts';
import type { AmountMinor } from '../contract/types.ts';

/** Of a movement: which way the money goes is in its kind, so that an amount is never negative. */
export function requireAmount(amountMinor: AmountMinor): void {
  // Not `< 0n`: a program without types may hand over nothing, which is neither.
  if (!(amountMinor >= 0n))
    throw new RangeError(
      `an amount must not be negative, as ${amountMinor} is; to move money the other way is a movement of another kind`,
    );
}

/** Of a new account's balance. */
export function requireOpening(openingMinor: AmountMinor): void {
  if (openingMinor < 0n || openingMinor > largestMinor)
    throw new RangeError(`an account must open with a balance from 0 to ${largestMinor}, not ${openingMinor}`);
}

/** Of names and ids: what a database would not keep as it is would make two of them one. */
export function requireText(text: string): void {
  if (!text.isWellFormed() || text.includes('\0'))
    throw new RangeError(`${JSON.stringify(text)} is no text that a database keeps as it is`);
}
