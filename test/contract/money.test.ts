/** At the edges: the exponent, the limits, and where floats end. */
import { describe, expect, it } from 'vitest';
import {
  decimalOfNumber,
  displayMoney,
  formatMoney,
  largestMinor,
  numberOfMoney,
  parseDecimal,
  parseMoney,
} from '../../src/contract/money.ts';

describe('an amount as text', () => {
  it('may have 18 digits with either sign, and no more', () => {
    for (const text of ['9999999999999999.99', '-9999999999999999.99']) {
      expect(parseMoney(text, 2)).toBe(text.startsWith('-') ? -largestMinor : largestMinor);
    }
    for (const text of ['10000000000000000', '-10000000000000000', '1e16', '-1e16'])
      expect(parseMoney(text, 2)).toBeUndefined();
  });

  it('may have an exponent of up to three digits', () => {
    expect(parseMoney('1e12', 2)).toBe(100_000_000_000_000n);
    expect(parseMoney('1E+2', 2)).toBe(10_000n);
    expect(parseMoney('10000000000e-12', 2)).toBe(1n);
    expect(parseMoney('0e999', 2)).toBe(0n);
    expect(parseMoney('0e-999', 2)).toBe(0n);
    for (const text of ['0e1000', '1e', '1e-13', '1e1.5', 'e1']) expect(parseMoney(text, 2)).toBeUndefined();
  });

  it('is none when there is none, or more than a number', () => {
    for (const text of ['', 'x1', '1x', '--1', '+1', '1.2.3']) expect(parseMoney(text, 2)).toBeUndefined();
    expect(parseDecimal(undefined, 2)).toBeUndefined();
  });

  it('has its limit where the caller sets it', () => {
    expect(parseDecimal('5', 0, 5n)).toBe(5n);
    expect(parseDecimal('6', 0, 5n)).toBeUndefined();
    expect(parseDecimal('-6', 0, 5n)).toBeUndefined();
    expect(parseDecimal('1e30', 0)).toBe(10n ** 30n);
  });
});

describe('an amount as a number', () => {
  it.each<[number, number, bigint]>([
    [10.5, 2, 1050n],
    [0.07, 2, 7n],
    [-0.07, 2, -7n],
    [0, 2, 0n],
    [1676358190, 0, 1676358190n],
    [0.29, 2, 29n],
    [9_999_999_999_999.99, 2, 999_999_999_999_999n],
    [-9_999_999_999_999.99, 2, -999_999_999_999_999n],
  ])('of at most 15 digits is read without its text: %d with %d decimals', (number, decimals, minor) => {
    expect(decimalOfNumber(number, decimals)).toBe(minor);
    expect(numberOfMoney(minor, decimals)).toBe(number);
  });

  it.each<[string, unknown]>([
    ['has 16 digits', 10 ** 13],
    ['has 16 digits and is negative', -(10 ** 13)],
    ['has more decimals', 0.001],
    ['has more decimals than a float carries', 0.1 + 0.2],
    ['is none', NaN],
    ['is infinite', Infinity],
    ['is a text', '5'],
    ['is missing', undefined],
  ])('is left to its text when it %s', (_why, item) => {
    expect(decimalOfNumber(item, 2)).toBeUndefined();
  });

  it('is written as one only where its text is the plain decimal', () => {
    expect(numberOfMoney(1n, 6)).toBe(0.000001);
    expect(numberOfMoney(1n, 7)).toBeUndefined();
    expect(numberOfMoney(10n ** 15n, 2)).toBeUndefined();
    expect(numberOfMoney(-(10n ** 15n), 2)).toBeUndefined();
  });
});

it('an amount is shown with all of its decimals, and its sign only when it is below zero', () => {
  expect([0n, 5n, -5n, -1050n, 100_000n].map((minor) => displayMoney(minor, 2))).toEqual([
    '0.00',
    '0.05',
    '-0.05',
    '-10.50',
    '1000.00',
  ]);
  expect([0n, -7n, 100n].map((minor) => displayMoney(minor, 0))).toEqual(['0', '-7', '100']);
  expect([-1000n, 100n, -7n].map((minor) => formatMoney(minor, 0))).toEqual(['-1000', '100', '-7']);
  expect(formatMoney(1n, 8)).toBe('0.00000001');
});
