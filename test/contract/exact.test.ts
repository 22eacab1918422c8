import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkReader } from '../../src/contract/checks.ts';
import { codecOf } from '../../src/contract/codec.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { exactAt, numberText, parseJson } from '../../src/contract/json.ts';
import { displayMoney, formatMoney, largestMinor, parseDecimal, parseMoney } from '../../src/contract/money.ts';

const minor = fc.bigInt({ min: -largestMinor, max: largestMinor });
const decimals = fc.integer({ min: 0, max: 8 });

describe('money', () => {
  it('comes back as it went, in any currency', () => {
    fc.assert(
      fc.property(minor, decimals, (amount, places) => {
        expect(parseMoney(formatMoney(amount, places), places)).toBe(amount);
        expect(parseMoney(displayMoney(amount, places), places)).toBe(amount);
      }),
    );
  });

  it('is the number that it stands for', () => {
    for (const [text, cents] of [
      ['0', 0n],
      ['-0', 0n],
      ['0.1', 10n],
      ['2.34', 234n],
      ['1e2', 10_000n],
      ['1.5E-1', 15n],
      ['100.000', 10_000n],
      ['1000', 100_000n],
    ] as const) {
      expect(parseMoney(text, 2)).toBe(cents);
    }
    for (const text of ['0.001', '1e-3', '', '.5', '5.', '1,5', ' 1', '0x10', 'NaN', '1e9999', '10000000000000000'])
      expect(parseMoney(text, 2)).toBeUndefined();
    expect([0n, 5n, 10n, 100n, 1050n, -5n, 120_000n].map((amount) => formatMoney(amount, 2))).toEqual([
      '0',
      '0.05',
      '0.1',
      '1',
      '10.5',
      '-0.05',
      '1200',
    ]);
    expect(formatMoney(1200n, 0)).toBe('1200');
    expect(displayMoney(1050n, 2)).toBe('10.50');
  });
});

describe('JSON', () => {
  it('keeps the digits of any number', () => {
    const number = fc.tuple(
      fc.bigInt({ min: 0n, max: 10n ** 25n }),
      fc.option(fc.bigInt({ min: 0n, max: 10n ** 12n })),
      fc.option(fc.integer({ min: -30, max: 30 })),
    );
    fc.assert(
      fc.property(number, ([whole, fraction, exponent]) => {
        const text = `${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`;
        const exact = parseJson(`[${text}]`)?.exact as unknown[];
        const kept = numberText(exact[0]) ?? '';
        expect(parseDecimal(kept, 45)).toBe(parseDecimal(text, 45));
      }),
    );
  });

  it('gives a field its own digits, wherever its name stands besides', () => {
    const digits = fc.constantFrom(
      '9007199254740993',
      '1e2',
      '0.10000000000000001',
      '5',
      '-9223372036854775808',
      '1.10',
    );
    const other = fc
      .constantFrom('"trans_id"', '"x_trans_id"', '"data"', '"x"', '"a\\u0022trans_id"', '"trans_\\u0069d"')
      .chain((name) => digits.map((value) => `${name}:${value}`));
    const between = fc.constantFrom('', ' ', '\n\t');
    const body = fc.tuple(
      fc.array(other, { maxLength: 2 }),
      digits,
      between,
      fc.array(other, { maxLength: 2 }),
      fc.constantFrom('"trans_id"', '"trans_\\u0069d"'),
      fc.array(other, { maxLength: 2 }),
    );
    fc.assert(
      fc.property(body, ([before, value, space, beside, name, behind]) => {
        const json = parseJson(
          `{${[...before, `"data":{${[...beside, `${name}${space}:${space}${value}${space}`, ...behind].join(',')}}`].join(',')}}`,
        );
        const [item, exact] = [json?.value, json?.exact].map(
          (tree) => (tree as { data: Record<string, unknown> }).data['trans_id'],
        );
        expect(json && exactAt(json, ['data', 'trans_id'], item)).toEqual(exact);
      }),
      { numRuns: 2_000 },
    );
  });

  it('that is none is told by undefined', () => {
    for (const text of ['', '{', 'undefined', '[1,]', '01', '\u0000']) expect(parseJson(text)).toBeUndefined();
  });
});

describe('the codec', () => {
  const bet = fc.record({
    command: fc.constant('bet' as const),
    data: fc.record({
      account: fc.string({ minLength: 1 }),
      trans_id: fc.oneof(
        fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
        fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String),
      ),
      round_id: fc.string({ minLength: 1 }),
      amount: fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
    }),
    timestamp: fc.string(),
    check: fc.string(),
  });

  it('gives back any bet that it wrote', () => {
    fc.assert(
      fc.property(bet, decimals, (request, places) => {
        const json = parseJson(codecOf(v1, places).encodeRequest('bet', request));
        expect(json && codecOf(v1, places).decodeRequest('bet', json)).toEqual({ message: request });
      }),
    );
  });

  it('gives back any balance that it wrote', () => {
    fc.assert(
      fc.property(minor, decimals, (balance, places) => {
        const reply = { result: 0, status: 'OK', data: { balance } };
        const json = parseJson(codecOf(v1, places).encodeReply('bet', reply));
        expect(json && codecOf(v1, places).decodeReply('bet', json)).toEqual({ message: reply });
      }),
    );
  });
});

describe('the check list', () => {
  it("keeps the order, drops and tells what is not the command's", () => {
    expect(checkReader(v1)('bet', '31, 41,22,21')).toMatchObject({ checks: [31, 41, 22, 21], ignored: [] });
    expect(checkReader(v1)('bet', '')).toMatchObject({ checks: [], ignored: [] });
    expect(checkReader(v1)('win', '21,31,999')).toMatchObject({ checks: [21], ignored: [31, 999] });
  });
});
