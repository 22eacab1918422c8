import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/contracts.ts';
import type { Command } from '../../src/contract/types.ts';
import { idFieldOf, type Mock, pairsOf, requestOf as requestIn, start, withPair } from './harness.ts';

/** Ids as they stand in a request. */
const ids: Readonly<Record<string, readonly string[]>> = {
  v1: ['9007199254740993', '"9007199254740993"', '9223372036854775807', '"9223372036854775807"', '5', '"5"'],
  v4: ['"9007199254740993"', '"5"', '"403001468-1-vs10emotiwins-336097135023-1771772046312"', '"снято 42"'],
};

describe.each(Object.values(contracts))('contract $name:', (contract) => {
  const { commands, results } = contract;
  const pairs = pairsOf(contract);
  const idField = idFieldOf(contract);
  const requestOf = (command: Command, data: object = {}) => requestIn(contract, command, data);
  let mock: Mock;
  beforeAll(async () => void (mock = await start(contract)));
  afterAll(() => mock.stop());

  describe('a paired example', () => {
    it('is there for every command, more than one', () => {
      for (const command of commands)
        expect(pairs.filter((pair) => pair.command === command).length).toBeGreaterThan(3);
    });

    it.each(pairs)('$name is answered with its pair', async ({ request, httpStatus, reply }) => {
      expect(await mock.send(request)).toMatchObject({ httpStatus, json: reply });
    });

    it('is chosen by its account, whatever else the request says', async () => {
      const { json } = await mock.send(
        requestOf('bet', {
          account: 'poor99',
          [idField]: idField === 'trans_id' ? 5 : '5',
          round_id: 'other',
          amount: 0.07,
        }),
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

    it.each(ids[contract.name] ?? [])(
      'gets back the transaction id %s digit for digit, in its JSON type',
      async (id) => {
        const body = `{"command":"status","data":{"account":"somebody","${idField}":${id}},"timestamp":"1","check":"21,42"}`;
        expect((await mock.post(body)).text).toMatch(
          new RegExp(
            `^{"result":0,"status":"OK","data":{(?:"account":"somebody",)?"${idField}":${id},"trans_status":"OK"}}$`,
          ),
        );
        expect((await mock.post(body.replace('somebody', 'cancelled99'))).text).toContain(
          `"${idField}":${id},"trans_status":"CANCELED"}`,
        );
      },
    );

    it('does not change the answer with fields that the contract does not know', async () => {
      const { json } = await mock.send(
        requestOf('status', { balance: 'x', trans_status: 5, result: 31, status: 'BAD', __proto__: { a: 1 } }),
      );
      expect(json).toEqual({
        result: 0,
        status: 'OK',
        data: expect.objectContaining({ [idField]: requestOf('status').data[idField], trans_status: 'OK' }) as object,
      });
    });
  });

  describe('a pair that is added to the contract', () => {
    const reply = { result: 99, status: 'ERROR', message: 'just added' };

    it.each(['200', '503'])('is served, with the HTTP status %s under which it stands', async (httpStatus) => {
      const changed = await start(withPair(contract, 'bet', httpStatus, reply));
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
      const changing = await start(contract);
      try {
        await changing.use(withPair(contract, 'bet', '503', reply).document);
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
});
