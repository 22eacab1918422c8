import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyContract } from '../../src/contract/contract.ts';
import { limits } from '../../src/process/limits.ts';
import { edges, startWallet, type Wallet } from '../support/edges.ts';
import { wordings } from '../support/wording.ts';

const violation = (message: string) => ({
  result: 99,
  status: 'ERROR',
  message: expect.stringContaining(message) as string,
});

/** The message names the field itself, and not only one that lies in it. */
const violationOf = (field: string) => ({
  result: 99,
  status: 'ERROR',
  message: expect.stringMatching(new RegExp(`(^|; )${field} `)) as string,
});

const everywhere = edges.flatMap((edge) => wordings.map((words) => ({ edge, name: words.name, words })));

describe.each(everywhere)('on the edge by $edge, in contract $name', ({ edge, words }) => {
  const { contract, idField, movement, newId } = words;
  const { commands, maxBodyBytes, results } = contract;
  const firstId = newId();
  /** What the two contracts have and the other has not. */
  const ownText = idField === 'trans_id' ? 'game_name' : 'gplay_id';
  const body = (account: string, change: object = {}, data: object = {}): string =>
    JSON.stringify({
      command: 'bet',
      data: { ...movement(account, firstId, 1, 'r'), ...data },
      timestamp: '1',
      check: '21',
      ...change,
    });

  let wallet: Wallet;
  beforeAll(async () => void (wallet = await startWallet(edge, limits, [contract])));
  afterAll(() => wallet.stop());

  describe('a request outside the contract', () => {
    it.each([
      ['timestamp', { timestamp: 1 }, {}],
      ['timestamp', { timestamp: undefined }, {}],
      ['check', { check: undefined }, {}],
      ['check', { check: '21,abc' }, {}],
      ['check', { check: [21] }, {}],
      ['data', { data: undefined }, {}],
      ['data', { data: [] }, {}],
      ['data', { data: null }, {}],
      ['command', { command: undefined }, {}],
      ['command', { command: 'steal' }, {}],
      ['command', { command: 'toString' }, {}],
      ['command', { command: ['bet'] }, {}],
      ['data.account', {}, { account: undefined }],
      ['data.account', {}, { account: '' }],
      ['data.account', {}, { account: 'a b' }],
      ['data.account', {}, { account: 'a\u0000b' }],
      ['data.account', {}, { account: 'a'.repeat(65) }],
      ['data.account', {}, { account: 5 }],
      [`data.${idField}`, {}, { [idField]: undefined }],
      ['data.round_id', {}, { round_id: undefined }],
      ['data.round_id', {}, { round_id: 5 }],
      ['data.amount', {}, { amount: undefined }],
      ['data.amount', {}, { amount: -0.01 }],
      ['data.amount', {}, { amount: '1' }],
      ['data.amount', {}, { amount: 1e16 }],
      ['data.amount', {}, { amount: 2e16 }],
      ['data.amount', {}, { amount: 0.001 }],
      ['data.amount', {}, { amount: 1e-300 }],
      ['data.account', {}, { account: 'a\ud800' }],
      ['data.round_id', {}, { round_id: '\udc00r' }],
      [`data.${ownText}`, {}, { [ownText]: '\ud800\ud800' }],
      ['timestamp', { timestamp: '\udfff' }, {}],
      ['data.call_id', {}, { call_id: 'x' }],
      [`data.${ownText}`, {}, { [ownText]: null }],
    ])('names %s, for %j %j, is HTTP 400 and moves nothing', async (field, change, data) => {
      const account = await wallet.open(1_000n);
      const answer = await wallet.post(body(account, change, data));
      expect(answer).toMatchObject({ httpStatus: 400, json: violationOf(field) });
      expect(answer.json).not.toHaveProperty('data');
      expect((await wallet.send('balance', { account }, '21')).json).toMatchObject({ data: { balance: 10 } });
    });

    it('has every violation named at once', async () => {
      const { json } = await wallet.post('{"command":"bet","data":{"account":"x y","amount":-1}}');
      for (const field of ['timestamp', 'check', 'data.account', `data.${idField}`, 'data.round_id', 'data.amount']) {
        expect(json).toEqual(violationOf(field));
      }
    });

    it.each([
      '',
      'null',
      '[]',
      '5',
      '"bet"',
      '{',
      '{"command":',
      "{'command':'bet'}",
      '\ufeff{',
      '[[[['.repeat(10_000),
    ])('and not a JSON object is HTTP 400: %.20s', async (text) => {
      expect(await wallet.post(text)).toMatchObject({ httpStatus: 400, json: violation('the body') });
    });

    it('and nested deeper than a stack is HTTP 400', async () => {
      const deep = `${'['.repeat(30_000)}1234567890123456789${']'.repeat(30_000)}`;
      expect(await wallet.post(deep)).toMatchObject({ httpStatus: 400, json: violation('the body') });
    });

    it('and not UTF-8 is HTTP 400', async () => {
      expect(await wallet.post(new Uint8Array([0x7b, 0xff, 0x7d]))).toMatchObject({
        httpStatus: 400,
        json: violation('JSON'),
      });
    });

    it('in another media type or encoding is HTTP 415', async () => {
      for (const [headers, told] of [
        [{ 'content-type': 'text/plain' }, 'the Content-Type must be application/json'],
        [{ 'content-type': 'application/x-www-form-urlencoded' }, 'the Content-Type must be application/json'],
        [{ 'content-type': 'application/json; charset=iso-8859-1' }, 'the Content-Type must be application/json'],
        [{ 'content-encoding': 'gzip' }, 'the body must not be encoded'],
      ] as const) {
        expect(await wallet.post(body('x'), headers)).toMatchObject({ httpStatus: 415, json: violation(told) });
      }
      expect(await wallet.post(body('x'), { 'content-type': 'Application/JSON; charset=UTF-8' })).toMatchObject({
        httpStatus: 200,
      });
    });

    it('with a body too large is HTTP 413, with its length told or not', async () => {
      const large = body('x', { padding: 'x'.repeat(maxBodyBytes) });
      expect(await wallet.post(large)).toMatchObject({ httpStatus: 413, json: violation('larger than') });
      expect(await chunked(wallet.url, large)).toEqual([413, expect.stringContaining('larger than')]);
    });

    it('with another method is HTTP 405', async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const response = await fetch(wallet.url, { method });
        expect([response.status, await response.json()]).toEqual([405, violation('POST')]);
      }
    });

    it.each(commands)('is noticed for %s', async (command) => {
      const answer = await wallet.send(command, { account: 5 }, '21');
      expect(answer).toMatchObject({ httpStatus: 400, json: violation('data.account must be string') });
    });
  });

  describe('the examples of the contract', () => {
    const operations = examplesIn(contract);

    it.each(operations.flatMap(({ examples }) => Object.entries(examples)))(
      '%s is within it',
      async (_name, { value }) => {
        const { httpStatus, json } = await wallet.post(JSON.stringify(value));
        expect([httpStatus, json]).toEqual([200, expect.not.objectContaining({ result: results.wrongToken })]);
      },
    );

    it.each(operations.flatMap((content) => Object.entries(content['x-invalid-examples'])))(
      '%s is not',
      async (_name, { value }) => {
        expect(await wallet.post(JSON.stringify(value))).toMatchObject({ httpStatus: 400, json: violationOf('\\S+') });
      },
    );
  });

  describe('the token', () => {
    it('that is wrong, missing, a prefix or doubled answers 100, whatever the body is', async () => {
      const headers = [
        { 'callback-token': 'wrong' },
        { 'callback-token': '' },
        { 'callback-token': 'test-toke' },
        { 'callback-token': 'test-token, test-token' },
      ];
      for (const wrong of headers) {
        for (const text of [body('x'), '{', 'x'.repeat(maxBodyBytes + 1)]) {
          expect(await wallet.post(text, { ...wrong, 'content-type': 'text/plain' })).toMatchObject({
            httpStatus: 200,
            text: '{"result":100,"status":"ERROR"}',
          });
        }
      }
      const response = await fetch(wallet.url, { method: 'POST', body: body('x') });
      expect([response.status, await response.text()]).toEqual([200, '{"result":100,"status":"ERROR"}']);
    });

    it('may be the next one while it is rotated', async () => {
      expect((await wallet.post(body('nobody'), { 'callback-token': 'next-token' })).json).toMatchObject({
        result: 21,
      });
    });

    it('is in no log line', async () => {
      await wallet.post('{', { 'callback-token': 'leaky-token' });
      expect(wallet.logged.length).toBeGreaterThan(50);
      for (const secret of ['test-token', 'next-token', 'leaky-token'])
        expect(wallet.logged.join('')).not.toContain(secret);
    });
  });

  describe('the log line of a refused request', () => {
    const about = (line = '{}'): unknown => {
      const { account, transactionId, roundId } = JSON.parse(line) as Record<string, unknown>;
      return { account, transactionId, roundId };
    };

    it.each([
      ['a violation', {}, { amount: -1 }],
      ['an unknown command', { command: 'steal' }, {}],
      ['a field of the envelope', { timestamp: 1 }, {}],
      ['more decimals than the currency has', {}, { amount: 0.001 }],
    ])('tells account, id and round after %s', async (_what, change, data) => {
      await wallet.post(
        body('anna', change, { ...data, [idField]: idField === 'trans_id' ? 'ID' : '9007199254740993' }).replace(
          '"ID"',
          '9007199254740993',
        ),
      );
      expect(about(wallet.logged.at(-1))).toEqual({ account: 'anna', transactionId: '9007199254740993', roundId: 'r' });
    });

    it('shows what can be read, and nothing that is long or would act on a terminal', async () => {
      await wallet.post(body('a\u001b[2J\u202eb', {}, { [idField]: '12x', round_id: 'r'.repeat(256) }));
      expect(about(wallet.logged.at(-1))).toEqual({ account: 'a\u241b[2J\ufffdb', transactionId: '12x' });
      await wallet.post(body('', {}, { [idField]: -1.5, round_id: { deep: 1 } }));
      expect(about(wallet.logged.at(-1))).toEqual({ transactionId: '-1.5' });
      for (const text of [
        '{"command":"bet","data":null}',
        '{"command":"bet","data":[1]}',
        '[]',
        '{"command":"bet","data":{"account":"anna"',
      ]) {
        await wallet.post(text);
        expect(about(wallet.logged.at(-1))).toEqual({});
      }
    });

    it('tells nothing of a body that came with a wrong token', async () => {
      await wallet.post(body('anna', { command: 'steal' }), { 'callback-token': 'leaky-token' });
      expect(about(wallet.logged.at(-1))).toEqual({});
    });
  });

  describe('unknown fields', () => {
    it('are allowed everywhere', async () => {
      const account = await wallet.open(1_000n);
      const answer = await wallet.post(
        body(
          account,
          { request_timestamp: 1, __proto__x: 1 },
          { [idField]: newId(), bonus: { deep: [1, null] }, toString: 1 },
        ),
      );
      expect(answer.json).toMatchObject({ result: 0 });
      const whole = await wallet.post(
        body(account, { half: '\ud800' }, { [idField]: newId(), amount: 0, half: '\ud800', [ownText]: '\ud83d\ude00' }),
      );
      expect(whole.json, 'also with text that the contract would refuse in its own').toMatchObject({ result: 0 });
      const polluted = `{"command":"balance","data":{"account":"${account}","__proto__":{"account":"other"}},"__proto__":{"check":5},"timestamp":"1","check":"21"}`;
      expect((await wallet.post(polluted)).json).toMatchObject({ data: { balance: 9 } });
    });
  });

  describe('the server', () => {
    it('takes a query behind the path, and gives every callback an id that is logged', async () => {
      const response = await fetch(`${wallet.url}?operator=7`, {
        method: 'POST',
        headers: { 'callback-token': 'test-token', 'content-type': 'application/json' },
        body: body('nobody'),
      });
      expect(await response.json()).toEqual({ result: 21, status: 'ERROR' });
      expect(wallet.logged.join('')).toContain(response.headers.get('x-request-id'));
    });
  });
});

interface Examples {
  readonly examples: Readonly<Record<string, { readonly value: object }>>;
  readonly 'x-invalid-examples': Readonly<Record<string, { readonly value: object }>>;
}

function examplesIn({ document }: AnyContract): Examples[] {
  const paths = document.paths as unknown as Readonly<
    Record<string, { post: { requestBody: { content: { 'application/json': Examples } } } }>
  >;
  return Object.values(paths).map(({ post }) => post.requestBody.content['application/json']);
}

/** Sends a body whose length is not told beforehand. */
function chunked(url: string, text: string): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    const headers = { 'callback-token': 'test-token', 'content-type': 'application/json' };
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      let answer = '';
      response.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      response.on('end', () => resolve([response.statusCode, answer]));
    });
    request.on('error', reject);
    request.write(text.slice(0, 1_000));
    request.end(text.slice(1_000));
  });
}
