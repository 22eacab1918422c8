import type { AmountMinor } from './types.ts';

/** The most that is kept: 18 digits, so that the sum of any two fits a 64-bit integer. */
export const largestMinor: AmountMinor = 10n ** 18n - 1n;

/** How many decimals a currency may have, from none on. */
export const mostDecimals = 8;

/** How many it has where nobody says so. */
export const usualDecimals = 2;

const form = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$/;

/**
 * The exact value of a decimal number, as JSON or a person writes it, in minor units; `undefined` when it
 * is not a number, has more decimals than the currency, or more digits than are kept.
 */
export function parseMoney(text: string, decimals: number): AmountMinor | undefined {
  return parseDecimal(text, decimals, largestMinor);
}

/** A float carries so many digits faithfully, whatever they are. */
const faithfully = 10 ** 15;

/**
 * `parseDecimal` of a number that was written with at most 15 digits and no exponent, without the detour by its text;
 * `undefined` where only the text can tell, and for anything but a number.
 */
export function decimalOfNumber(item: unknown, decimals: number): bigint | undefined {
  const scale = 10 ** decimals;
  const scaled = Math.round(Number(item) * scale);
  // Two numbers of so few digits are never the same float, so it has no more than these decimals.
  return Math.abs(scaled) < faithfully && scaled / scale === item ? BigInt(scaled) : undefined;
}

/** The number whose text is `formatMoney` of the value; `undefined` where a float has none. */
export function numberOfMoney(minor: AmountMinor, decimals: number): number | undefined {
  const number = Number(minor);
  // Below a millionth numbers are written with an exponent.
  return Math.abs(number) < faithfully && decimals <= 6 ? number / 10 ** decimals : undefined;
}

/**
 * The decimal number times ten to the power of `decimals`; `undefined` when there is none, or that is not whole, or,
 * without its sign, above `largest`.
 */
export function parseDecimal(
  text: string | undefined,
  decimals: number,
  largest: bigint | number = Infinity,
): bigint | undefined {
  const match = text?.match(form);
  if (!match) return undefined;
  // Stryker disable next-line StringLiteral: the whole part stands in every match.
  const [, sign, whole = '', fraction = '', exponent] = match;
  const shift = decimals - fraction.length + Number(exponent ?? 0);
  const digits = BigInt(whole + fraction) * 10n ** BigInt(Math.max(shift, 0));
  const divisor = 10n ** BigInt(Math.max(-shift, 0));
  const magnitude = digits / divisor;
  if (digits % divisor !== 0n || magnitude > largest) return undefined;
  return sign === '-' ? -magnitude : magnitude;
}

/** The shortest decimal number of this exact value: 1050 is `10.5` where the currency has two decimals. */
export function formatMoney(minor: AmountMinor, decimals: number): string {
  const text = displayMoney(minor, decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, '');
}

/** The value with all of its decimals, for people: 1050 is `10.50`. */
export function displayMoney(minor: AmountMinor, decimals: number): string {
  const sign = minor < 0n ? '-' : '';
  const digits = String(minor)
    .slice(sign.length)
    .padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${sign}${digits.slice(0, point)}${decimals === 0 ? '' : `.${digits.slice(point)}`}`;
}
