/** What is outside the contract is answered by the mock as by the edge, to the letter. */
import { connect } from 'node:net';
import { createServer, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/contracts.ts';
import { createWalletListener } from '../../src/edge/listener.ts';
import { listen } from '../../src/edge/listen.ts';
import { idFieldOf, type Mock, pairsOf, postTo, requestOf as requestIn, start, token } from './harness.ts';

describe.each(Object.values(contracts))('contract $name:', (contract) => {
  const { callbackPath, commands, maxBodyBytes } = contract;
  const pairs = pairsOf(contract);
  const idField = idFieldOf(contract);
  let mock: Mock;
  /** The edge in front of a wallet that accepts all. */
  const edge = createServer(
    createWalletListener(
      [contract],
      async () => ({ result: 'accepted', balanceMinor: 100n, transaction: 'standing' }),
      {
        tokens: [token],
      },
    ),
  );
  let edgeUrl: string;
  const served = (body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>) =>
    postTo(edgeUrl, body, headers);
  beforeAll(async () => {
    mock = await start(contract);
    edgeUrl = (await listen(edge, 0, '127.0.0.1')) + callbackPath;
  });
  afterAll(async () => {
    await mock.stop();
    edge.closeAllConnections();
    edge.close();
  });

  const bet = requestIn(contract, 'bet');
  const withData = (change: object): object => ({ ...bet, data: { ...bet.data, ...change } });

  /** Sends the same to both, and returns what the mock answered. */
  async function both(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const [mocked, expected] = await Promise.all([mock.post(body, headers), served(body, headers)]);
    expect(mocked).toEqual(expected);
    return mocked;
  }

  describe('a violation', () => {
    it.each([
      ...['account', idField, 'round_id', 'amount', 'call_id', 'provider_id', 'game_code', 'type'].flatMap((field) =>
        [undefined, null, '', 'a b', -1, 1.5, 5, true, {}, [], 'x'.repeat(300), 'ü\u0000'].map((value) => ({
          field,
          value,
        })),
      ),
    ])('in data.$field, set to $value, has the same answer', async ({ field, value }) => {
      const text = JSON.stringify(withData({ [field]: value }));
      const expected = await served(text);
      const mocked = await mock.post(text);
      if (expected.httpStatus === 200) expect(mocked.httpStatus).toBe(200);
      else expect(mocked).toEqual(expected);
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
      withData({ [idField]: '9223372036854775808'.repeat(4) }),
      withData({ account: undefined, [idField]: 0, amount: -1 }),
    ])('has the same answer: %j', async (request) => {
      expect(await both(JSON.stringify(request))).toMatchObject({
        httpStatus: 400,
        json: { result: 99, status: 'ERROR' },
      });
    });

    it('is named with all the others', async () => {
      const { json } = await both(JSON.stringify({ command: 'bet', data: { ...bet.data, amount: -1 }, check: '' }));
      expect(json).toEqual({ result: 99, status: 'ERROR', message: 'timestamp is required; data.amount must be >= 0' });
    });

    it('in an id that no 64 bits hold is found in a number too', async () => {
      const body = `{"command":"status","data":{"account":"a","${idField}":9223372036854775808},"timestamp":"1","check":""}`;
      expect((await both(body)).json).toMatchObject({
        message: expect.stringMatching(
          new RegExp(`^data.${idField} must be (an integer of at most 9223372036854775807|string)$`),
        ) as string,
      });
    });

    it('that only the adapter knows has the same answer, and what it understands all the same is taken', async () => {
      const cancel = requestIn(contract, 'cancel').data;
      const [own, target = own, misspelt = own] = contract.adapter.idFields;
      for (const change of [
        { [String(target)]: cancel[String(own)] },
        { [String(misspelt)]: cancel[String(target)] },
        { [String(misspelt)]: cancel[String(target)], [String(target)]: undefined },
        { [String(misspelt)]: 'another' },
      ]) {
        const text = JSON.stringify({ ...requestIn(contract, 'cancel', change) });
        const expected = await served(text);
        const mocked = await mock.post(text);
        expect([change, mocked.httpStatus]).toEqual([change, expected.httpStatus]);
        if (expected.httpStatus !== 200) expect(mocked).toEqual(expected);
      }
    });

    it.each(commands)('of %s is answered before any preference', async (command) => {
      const { httpStatus, json } = await mock.send(
        { ...requestIn(contract, command), timestamp: 5 },
        'code=200, fault=reset',
      );
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
      expect(await mock.post(JSON.stringify(bet), { 'content-type': 'Application/JSON; charset=UTF-8' })).toMatchObject(
        {
          httpStatus: 200,
        },
      );
    });

    it('has the same answer when it is too large, with its length told or not', async () => {
      const large = JSON.stringify({ ...bet, padding: 'x'.repeat(maxBodyBytes) });
      expect(await both(large)).toMatchObject({ httpStatus: 413 });
      expect(await chunked(large)).toEqual([413, expect.stringContaining('larger than')]);
    });

    it('has the same answer to another method, and on another path is told the right one', async () => {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const [mocked, expected] = await Promise.all([fetch(mock.callbackUrl, { method }), fetch(edgeUrl, { method })]);
        expect([mocked.status, await mocked.text()]).toEqual([expected.status, await expected.text()]);
        expect(mocked.status).toBe(405);
      }
      const elsewhere = await fetch(`${mock.callbackUrl}/bet`, { method: 'POST' });
      expect([elsewhere.status, await elsewhere.json()]).toEqual([
        404,
        { result: 99, status: 'ERROR', message: `callbacks are sent to ${callbackPath}` },
      ]);
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
      expect(await (await fetch(mock.callbackUrl, { method: 'POST' })).json()).toEqual({
        result: 100,
        status: 'ERROR',
      });
    });
  });

  describe('requests with one field damaged', () => {
    /** Values that no schema expects in most places. */
    const odd = [null, true, -1, 0, 1e300, '', '0', 'x y', [], {}, [[[]]], { $ref: '#' }, '\ud800'];

    it.each(pairs.map(({ name, request }) => ({ name, request })))(
      '$name: each has the status that the edge gives it',
      async ({ request }) => {
        const damaged = Object.keys(request.data).flatMap((key) =>
          odd.map((value) => ({ ...request, data: { ...request.data, [key]: value } })),
        );
        for (const body of damaged.map((item) => JSON.stringify(item))) {
          const [mocked, expected] = await Promise.all([mock.post(body), served(body)]);
          expect([body, mocked.httpStatus, mocked.httpStatus === 400 && mocked.text]).toEqual([
            body,
            expected.httpStatus,
            expected.httpStatus === 400 && expected.text,
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
});
