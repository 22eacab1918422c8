import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands, results } from '../../generated/v1/protocol.ts';
import { type Mock, pairs, requestOf, start, withPair } from './harness.ts';

let mock: Mock;
beforeAll(async () => void (mock = await start()));
afterAll(() => mock.stop());

describe('a paired example', () => {
  it('is there for every command, more than one', () => {
    for (const command of commands) expect(pairs.filter((pair) => pair.command === command).length).toBeGreaterThan(3);
  });

  it.each(pairs)('$name is answered with its pair', async ({ request, httpStatus, reply }) => {
    expect(await mock.send(request)).toMatchObject({ httpStatus, json: reply });
  });

  it('is chosen by its account, whatever else the request says', async () => {
    const { json } = await mock.send(
      requestOf('bet', { account: 'poor99', trans_id: 5, round_id: 'other', amount: 0.07 }),
    );
    expect(json).toEqual({ result: results.insufficientBalance, status: 'ERROR', data: { balance: 100 } });
  });

  it('of another command does not count', async () => {
    expect(await mock.send(requestOf('win', { account: 'poor99' }))).toMatchObject({
      httpStatus: 200,
      json: { result: results.accepted },
    });
  });
});

describe('a request of any other account', () => {
  it.each(commands)('of %s is accepted', async (command) => {
    expect(await mock.send(requestOf(command))).toMatchObject({
      httpStatus: 200,
      json: { result: results.accepted, status: 'OK' },
    });
  });

  it('gets back the account that it asked for', async () => {
    expect((await mock.send(requestOf('authenticate', { account: 'Zoë' }))).json).toEqual({
      result: 0,
      status: 'OK',
      data: { account: 'Zoë', balance: 100 },
    });
  });

  it.each(['9007199254740993', '"9007199254740993"', '9223372036854775807', '"9223372036854775807"', '5', '"5"'])(
    'gets back the transaction id %s digit for digit, in its JSON type',
    async (id) => {
      const body = `{"command":"status","data":{"account":"somebody","trans_id":${id}},"timestamp":"1","check":"21,42"}`;
      expect((await mock.post(body)).text).toBe(
        `{"result":0,"status":"OK","data":{"trans_id":${id},"trans_status":"OK"}}`,
      );
      expect((await mock.post(body.replace('somebody', 'cancelled99'))).text).toContain(
        `{"trans_id":${id},"trans_status":"CANCELED"}`,
      );
    },
  );

  it('does not change the answer with fields that the contract does not know', async () => {
    const { json } = await mock.send(
      requestOf('status', { balance: 'x', trans_status: 5, result: 31, status: 'BAD', __proto__: { a: 1 } }),
    );
    expect(json).toEqual({ result: 0, status: 'OK', data: { trans_id: 1676358190, trans_status: 'OK' } });
  });
});

describe('a pair that is added to the contract', () => {
  const reply = { result: 99, status: 'ERROR', message: 'just added' };

  it.each(['200', '503'])('is served, with the HTTP status %s under which it stands', async (httpStatus) => {
    const changed = await start({ document: withPair('bet', httpStatus, reply) });
    try {
      expect(await changed.send(requestOf('bet', { account: 'added99' }))).toMatchObject({
        httpStatus: Number(httpStatus),
        json: reply,
      });
      expect(await changed.send(requestOf('bet'), 'example=bet.added')).toMatchObject({
        httpStatus: Number(httpStatus),
        json: reply,
      });
      expect(await changed.send(requestOf('bet'))).toMatchObject({ httpStatus: 200, json: { result: 0 } });
      expect(await mock.send(requestOf('bet', { account: 'added99' }))).toMatchObject({
        httpStatus: 200,
        json: { result: 0 },
      });
    } finally {
      await changed.stop();
    }
  });

  it('is served by a running mock that is given it; a document that is no contract changes nothing', async () => {
    const changing = await start();
    try {
      await changing.use(withPair('bet', '503', reply));
      expect((await changing.send(requestOf('bet', { account: 'added99' }))).json).toEqual(reply);
      await expect(changing.use({ openapi: '3.1.0', paths: {} })).rejects.toThrow(
        'no pair of examples in which authenticate is accepted',
      );
      expect((await changing.send(requestOf('bet', { account: 'added99' }))).json).toEqual(reply);
    } finally {
      await changing.stop();
    }
  });
});
