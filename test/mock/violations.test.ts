/** What is outside the contract is answered by the mock as by the reference server, to the letter. */
import { connect } from 'node:net';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands, maxBodyBytes } from '../../generated/v1/protocol.ts';
import { startWallet, type Wallet } from '../support/edges.ts';
import { type Mock, pairs, requestOf, start, token } from './harness.ts';

let mock: Mock;
let wallet: Wallet;
beforeAll(async () => {
  mock = await start();
  wallet = await startWallet();
});
afterAll(async () => {
  await mock.stop();
  await wallet.stop();
});

interface Body {
  readonly data: Readonly<Record<string, unknown>>;
}

const bet: Body = requestOf('bet');
const withData = (change: object): object => ({ ...bet, data: { ...bet.data, ...change } });

/** Sends the same to both, and returns what the mock answered. */
async function both(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const [mocked, served] = await Promise.all([mock.post(body, headers), wallet.post(body, headers)]);
  expect(mocked).toEqual(served);
  return mocked;
}

describe('a violation', () => {
  it.each([
    ...['account', 'trans_id', 'round_id', 'amount', 'call_id', 'provider_id', 'game_code', 'type'].flatMap((field) =>
      [undefined, null, '', 'a b', -1, 1.5, 5, true, {}, [], 'x'.repeat(300), 'ü\u0000'].map((value) => ({
        field,
        value,
      })),
    ),
  ])('in data.$field, set to $value, has the same answer', async ({ field, value }) => {
    const text = JSON.stringify(withData({ [field]: value }));
    const served = await wallet.post(text);
    const mocked = await mock.post(text);
    if (served.httpStatus === 200) expect(mocked.httpStatus).toBe(200);
    else expect(mocked).toEqual(served);
  });

  it.each([
    { ...bet, timestamp: 1 },
    { ...bet, timestamp: undefined },
    { ...bet, check: undefined },
    { ...bet, check: '21,abc' },
    { ...bet, check: [21] },
    { ...bet, data: undefined },
    { ...bet, data: [] },
    { ...bet, data: null },
    { ...bet, command: undefined },
    { ...bet, command: 'steal' },
    { ...bet, command: 'toString' },
    { ...bet, command: ['bet'] },
    withData({ amount: 0.001 }),
    withData({ amount: 1e16 }),
    withData({ amount: 1e-300 }),
    withData({ trans_id: '9223372036854775808' }),
    withData({ account: undefined, trans_id: 0, amount: -1 }),
  ])('has the same answer: %j', async (request) => {
    expect(await both(JSON.stringify(request))).toMatchObject({
      httpStatus: 400,
      json: { result: 99, status: 'ERROR' },
    });
  });

  it('is named with all the others', async () => {
    const { json } = await both(
      '{"command":"bet","data":{"account":"somebody","trans_id":1,"round_id":"r","amount":-1},"check":""}',
    );
    expect(json).toEqual({ result: 99, status: 'ERROR', message: 'timestamp is required; data.amount must be >= 0' });
  });

  it('in an id that no 64 bits hold is found in a number too', async () => {
    const body =
      '{"command":"status","data":{"account":"a","trans_id":9223372036854775808},"timestamp":"1","check":""}';
    expect((await both(body)).json).toMatchObject({
      message: 'data.trans_id must be an integer of at most 9223372036854775807',
    });
  });

  it.each(commands)('of %s is answered before any preference', async (command) => {
    const { httpStatus, json } = await mock.send({ ...requestOf(command), timestamp: 5 }, 'code=200, fault=reset');
    expect([httpStatus, json]).toEqual([400, { result: 99, status: 'ERROR', message: 'timestamp must be string' }]);
  });
});

describe('what is no callback at all', () => {
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
    '{"__proto__":{"command":"bet"}}',
  ])('has the same answer: %.20s', async (text) => {
    expect(await both(text)).toMatchObject({ httpStatus: 400 });
  });

  it('has the same answer when it is nested deeper than a stack, or is not UTF-8', async () => {
    expect(await both(`${'['.repeat(30_000)}1234567890123456789${']'.repeat(30_000)}`)).toMatchObject({
      httpStatus: 400,
    });
    expect(await both(new Uint8Array([0x7b, 0xff, 0x7d]))).toMatchObject({ httpStatus: 400 });
    const deep = `{"command":"bet","data":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)},"timestamp":"1","check":""}`;
    expect(await both(deep)).toMatchObject({ httpStatus: 400 });
  });

  it('has the same answer in another media type or encoding', async () => {
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json; charset=iso-8859-1' },
      { 'content-encoding': 'gzip' },
    ]) {
      expect(await both(JSON.stringify(bet), headers)).toMatchObject({ httpStatus: 415 });
    }
    expect(await mock.post(JSON.stringify(bet), { 'content-type': 'Application/JSON; charset=UTF-8' })).toMatchObject({
      httpStatus: 200,
    });
  });

  it('has the same answer when it is too large, with its length told or not', async () => {
    const large = JSON.stringify({ ...bet, padding: 'x'.repeat(maxBodyBytes) });
    expect(await both(large)).toMatchObject({ httpStatus: 413 });
    expect(await chunked(large)).toEqual([413, expect.stringContaining('larger than')]);
  });

  it('has the same answer to another method and on another path', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const [mocked, served] = await Promise.all([fetch(mock.callbackUrl, { method }), fetch(wallet.url, { method })]);
      expect([mocked.status, await mocked.text()]).toEqual([served.status, await served.text()]);
      expect(mocked.status).toBe(405);
    }
    const [mocked, served] = await Promise.all([
      fetch(`${mock.callbackUrl}/bet`, { method: 'POST' }),
      fetch(`${wallet.url}/bet`, { method: 'POST' }),
    ]);
    expect([mocked.status, await mocked.text()]).toEqual([served.status, await served.text()]);
    expect(mocked.status).toBe(404);
  });

  it('and half a request, or none, leaves the mock as it was', async () => {
    for (const text of [
      'GARBAGE\r\n\r\n',
      `POST /callback HTTP/1.1\r\nhost: x\r\ncallback-token: ${token}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"comm`,
    ]) {
      const socket = connect(Number(new URL(mock.callbackUrl).port), '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.write(text, resolve));
      socket.destroy();
    }
    expect(await mock.send(bet)).toMatchObject({ httpStatus: 200 });
  });
});

describe('the token', () => {
  it('that is wrong, missing or doubled answers 100, whatever the body is', async () => {
    const headers = [
      { 'callback-token': 'wrong' },
      { 'callback-token': '' },
      { 'callback-token': 'test-toke' },
      { 'callback-token': 'test-token, test-token' },
    ];
    for (const wrong of headers) {
      for (const text of [JSON.stringify(bet), '{', 'x'.repeat(maxBodyBytes + 1)]) {
        expect(await both(text, { ...wrong, 'content-type': 'text/plain' })).toMatchObject({
          httpStatus: 200,
          text: '{"result":100,"status":"ERROR"}',
        });
      }
    }
    expect(await (await fetch(mock.callbackUrl, { method: 'POST' })).json()).toEqual({ result: 100, status: 'ERROR' });
  });
});

describe('requests with one field damaged', () => {
  /** Values that no schema expects in most places. */
  const odd = [null, true, -1, 0, 1e300, '', '0', 'x y', [], {}, [[[]]], { $ref: '#' }, '\ud800'];

  it.each(pairs.map(({ name, request }) => ({ name, request })))(
    '$name: each has the status that the reference server gives it',
    async ({ request }) => {
      const damaged = Object.keys(request.data).flatMap((key) =>
        odd.map((value) => ({ ...request, data: { ...request.data, [key]: value } })),
      );
      for (const body of damaged.map((item) => JSON.stringify(item))) {
        const [mocked, served] = await Promise.all([mock.post(body), wallet.post(body)]);
        expect([body, mocked.httpStatus, mocked.httpStatus === 400 && mocked.text]).toEqual([
          body,
          served.httpStatus,
          served.httpStatus === 400 && served.text,
        ]);
      }
    },
  );
});

/** Sends a body whose length is not told beforehand. */
function chunked(text: string): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    const headers = { 'callback-token': token, 'content-type': 'application/json' };
    const request = httpRequest(mock.callbackUrl, { method: 'POST', headers }, (response) => {
      let answer = '';
      response.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      response.on('end', () => resolve([response.statusCode, answer]));
    });
    request.on('error', reject);
    request.write(text.slice(0, 1_000));
    request.end(text.slice(1_000));
  });
}
