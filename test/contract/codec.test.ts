import { describe, expect, it } from 'vitest';
import { codecOf, NotMinorUnits, textViolations } from '../../src/contract/codec.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { type ParsedJson, parseJson } from '../../src/contract/json.ts';

const { decodeReply, decodeRequest, encodeExampleReply, encodeReply, encodeRequest } = codecOf(v1, 2);
const json = (text: string): ParsedJson => parseJson(text) ?? expect.fail(`${text} is no JSON`);
const statusOf = (id: string): object => decodeRequest('status', json(`{"data":{"trans_id":${id}}}`));
const winOf = (amount: string): object => decodeRequest('win', json(`{"data":{"trans_id":1,"amount":${amount}}}`));
const violation = (field: string, problem: string) => ({ violations: [{ field, problem }] });
const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

describe('an id', () => {
  const wrong = violation('data.trans_id', 'must be an integer of at most 9223372036854775807');

  it.each([
    ['5', 5n],
    ['5.0', 5n],
    ['1e3', 1_000n],
    ['1234567890123456', 1_234_567_890_123_456n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['9223372036854775807', 2n ** 63n - 1n],
    ['"5"', '5'],
    ['"9223372036854775807"', '9223372036854775807'],
  ])('of %s is kept to the digit, in its type', (text, id) => {
    expect(statusOf(text)).toStrictEqual({ message: { data: { trans_id: id } } });
  });

  it.each([
    '1.5',
    '9223372036854775808',
    '"9223372036854775808"',
    '1e19',
    '"10000000000000000000"',
    '"5x"',
    '"x5"',
    '"x"',
    'null',
    '{}',
  ])('of %s is a violation', (text) => {
    expect(statusOf(text)).toStrictEqual(wrong);
  });

  it('that can not be read for the nesting around it is a violation', () => {
    const text = `{"trans_id":1,"deep":${deep},"data":{"trans_id":9007199254740993}}`;
    expect(decodeRequest('status', json(text))).toStrictEqual(wrong);
  });
});

describe('money', () => {
  it.each([
    ['10.5', 1_050n],
    ['0', 0n],
    ['1e2', 10_000n],
    ['9999999999999999.99', 10n ** 18n - 1n],
  ])('of %s is kept to the cent', (text, amount) => {
    expect(winOf(text)).toStrictEqual({ message: { data: { trans_id: 1n, amount } } });
  });

  it.each(['0.001', '10000000000000000', '1e16', '"5"', 'null'])('of %s is a violation', (text) => {
    expect(winOf(text)).toStrictEqual(violation('data.amount', 'must have no more than 2 decimals and 18 digits'));
  });

  it('that is wrong beside a wrong id is told with it', () => {
    expect(codecOf(v1, 0).decodeRequest('bet', json('{"data":{"trans_id":1.5,"amount":0.5}}'))).toStrictEqual({
      violations: [
        { field: 'data.trans_id', problem: 'must be an integer of at most 9223372036854775807' },
        { field: 'data.amount', problem: 'must have no more than 0 decimals and 18 digits' },
      ],
    });
  });

  it('is written as the plain decimal that it is', () => {
    const written = (balance: bigint, decimals: number): string =>
      codecOf(v1, decimals).encodeReply('bet', { result: 0, data: { balance } });
    expect(written(1_050n, 2)).toBe('{"result":0,"data":{"balance":10.5}}');
    expect(written(0n, 2)).toBe('{"result":0,"data":{"balance":0}}');
    expect(written(1n, 8)).toBe('{"result":0,"data":{"balance":0.00000001}}');
    expect(written(10n ** 18n - 1n, 2)).toBe('{"result":0,"data":{"balance":9999999999999999.99}}');
  });
});

describe('a message without an exact field', () => {
  it.each(['{"result":99}', '{"data":null}', '{"data":7}', '{"data":{}}', '{"data":{"balance_of":7}}'])(
    'is taken as it is: %s',
    (text) => {
      expect(decodeReply('bet', json(text))).toStrictEqual({ message: JSON.parse(text) as object });
      expect(encodeReply('bet', JSON.parse(text) as object)).toBe(text);
    },
  );
});

describe('who writes a message', () => {
  it('is not changed by it: ids are written to the digit', () => {
    const data = { account: 'a', trans_id: 9_007_199_254_740_993n };
    const request = { command: 'status', data };
    expect(encodeRequest('status', request)).toBe(
      '{"command":"status","data":{"account":"a","trans_id":9007199254740993}}',
    );
    expect(request).toStrictEqual({ command: 'status', data: { account: 'a', trans_id: 9_007_199_254_740_993n } });
    expect(encodeRequest('status', { data: { trans_id: '007' } })).toBe('{"data":{"trans_id":"007"}}');
    expect(encodeRequest('status', { data: { trans_id: 7 } })).toBe('{"data":{"trans_id":7}}');
  });

  it.each([
    [10.5, 'number'],
    ['10.5', 'string'],
    [null, 'object'],
  ])('and hands over %j for money is told what to do', (wrong, type) => {
    const told = (field: string): string =>
      `${field} must be a bigint in minor units, as 1050n for 10.50, not a ${type}`;
    for (const [write, field] of [
      [() => encodeRequest('bet', { data: { amount: wrong } }), 'data.amount'],
      [() => encodeReply('bet', { data: { balance: wrong } }), 'data.balance'],
    ] as const) {
      expect(write).toThrow(NotMinorUnits);
      expect(write).toThrow(expect.objectContaining({ name: 'NotMinorUnits', message: told(field) }) as Error);
    }
  });

  it('of an example may leave money as it is on the wire', () => {
    expect(encodeExampleReply('bet', { data: { balance: 10.5 } })).toBe('{"data":{"balance":10.5}}');
    expect(encodeExampleReply('bet', { data: { balance: 1_050n } })).toBe('{"data":{"balance":10.5}}');
  });
});

describe('text', () => {
  const problem = 'must not have half of a surrogate pair';

  it('of half a surrogate pair is a violation, and told by its field', () => {
    const broken = json(
      '{"data":{"account":"a\\ud800","trans_id":5,"round_id":"r"},"timestamp":"\\udc00","check":"21"}',
    );
    expect(textViolations(v1, 'bet', broken)).toStrictEqual([
      { field: 'data.account', problem },
      { field: 'timestamp', problem },
    ]);
  });

  it('that is whole is none, nor is what is no text', () => {
    expect(v1.requestTextFields.bet).toContainEqual(['data', 'trans_id']);
    const whole = json('{"data":{"account":"\\ud83c\\udfb0","trans_id":5,"round_id":"é"},"timestamp":"1","check":""}');
    expect(textViolations(v1, 'bet', whole)).toStrictEqual([]);
    expect(textViolations(v1, 'balance', json('{"data":null}'))).toStrictEqual([]);
  });
});
