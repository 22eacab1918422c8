import type { AmountMinor } from './types.ts';

/** The most that is kept: 18 digits, so that the sum of any two fits a 64-bit integer. */
export const largestMinor: AmountMinor = 10n ** 18n - 1n;

const form = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$/;

/**
 * The exact value of a decimal number, as JSON or a person writes it, in minor units; `undefined` when it
 * is not a number, has more decimals than the currency, or more digits than are kept.
 */
export function parseMoney(text: string, decimals: number): AmountMinor | undefined {
  const minor = parseDecimal(text, decimals);
  return minor === undefined || minor > largestMinor || minor < -largestMinor ? undefined : minor;
}

/** A float carries so many digits faithfully, whatever they are. */
const faithfully = 10 ** 15;

/**
 * `parseMoney` of a number that was written with at most 15 digits and no exponent, without the detour by its text;
 * `undefined` where only the text can tell.
 */
export function moneyOfNumber(number: number, decimals: number): AmountMinor | undefined {
  const scale = 10 ** decimals;
  const minor = Math.round(number * scale);
  // Two numbers of so few digits are never the same float, so it has no more decimals than the currency.
  return Math.abs(minor) < faithfully && minor / scale === number ? BigInt(minor) : undefined;
}

/** The number whose text is `formatMoney` of the value; `undefined` where a float has none. */
export function numberOfMoney(minor: AmountMinor, decimals: number): number | undefined {
  const number = Number(minor);
  // Below a millionth numbers are written with an exponent.
  return Math.abs(number) < faithfully && decimals <= 6 ? number / 10 ** decimals : undefined;
}

/** The number times ten to the power of `decimals`, if that is whole. */
export function parseDecimal(text: string, decimals: number): bigint | undefined {
  const match = form.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction);
  const shift = decimals - fraction.length + Number(exponent);
  const scale = 10n ** BigInt(Math.abs(shift));
  if (shift < 0 && digits % scale !== 0n) return undefined;
  const value = shift < 0 ? digits / scale : digits * scale;
  return sign === '-' ? -value : value;
}

/** The shortest decimal number of this exact value: 1050 is `10.5` where the currency has two decimals. */
export function formatMoney(minor: AmountMinor, decimals: number): string {
  const text = displayMoney(minor, decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, '');
}

/** The value with all of its decimals, for people: 1050 is `10.50`. */
export function displayMoney(minor: AmountMinor, decimals: number): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${minor < 0n ? '-' : ''}${digits.slice(0, point)}${decimals === 0 ? '' : `.${digits.slice(point)}`}`;
}
