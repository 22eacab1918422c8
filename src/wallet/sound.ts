/** What may be asked of a wallet. Anything else is a bug of the program that asks: it throws `RangeError`. */
import type { Play } from '../contract/callback.ts';
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

/** Of who sent a callback: the operator's own name space is not among these. */
export function requireProvider(provider: string): void {
  if (!isProviderName(provider))
    throw new RangeError(`${JSON.stringify(provider)} is no provider's name: ${providerNameForm}`);
}

export function isProviderName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(name);
}

/** What it must be, in words. */
export const providerNameForm = '1 to 32 of a-z, 0-9 and -, of which the first is no -';

/** Of names and ids: what a database would not keep as it is would make two of them one. */
export function requireText(text: string): void {
  if (!isKept(text)) throw new RangeError(`${JSON.stringify(text)} is no text that a database keeps as it is`);
}

/** Of what was played. */
export function requirePlay(play: Play | undefined): void {
  for (const figure of [play?.studio, play?.type, play?.callId, play?.sentAtMs])
    if (figure !== undefined && !Number.isSafeInteger(figure)) throw new RangeError(`${figure} is no whole number`);
}

/** Whether a database keeps the text as it is. */
export function isKept(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
