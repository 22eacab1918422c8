import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/contracts.ts';
import type { Order } from '../../src/contract/adapter.ts';
import { replyViolations } from '../../src/contract/schema.ts';
import type { Command, Messages } from '../../src/contract/types.ts';
import { type CallbackClient, createCallbackClient } from '../../src/delivery/client.ts';
import { faultKinds } from '../../src/mock/faults.ts';
import { idFieldOf, type Mock, pairsOf, requestOf as requestIn, start, token } from './harness.ts';

describe.each(Object.values(contracts))('contract $name:', (contract) => {
  const { commands } = contract;
  const toData = (order: Order) => contract.adapter.toData(order);
  const pairs = pairsOf(contract);
  const idField = idFieldOf(contract);
  const requestOf = (command: Command, data: object = {}) => requestIn(contract, command, data);
  let mock: Mock;
  beforeAll(async () => void (mock = await start(contract)));
  afterAll(() => mock.stop());

  const violation = (message: string) => ({ httpStatus: 400, json: { result: 99, status: 'ERROR', message } });

  describe('Prefer: example', () => {
    it.each(pairs)(
      '$name answers with it, whatever account asks',
      async ({ name, command, request, httpStatus, reply }) => {
        const named = httpStatus === 200 && idField in request.data ? { [idField]: request.data[idField] } : {};
        const asked = requestOf(command, { ...named, account: 'test1234' });
        const answered = JSON.parse(JSON.stringify(reply), (key, value: unknown) =>
          key === 'account' ? 'test1234' : value,
        ) as object;
        expect(await mock.send(asked, `example=${name}`)).toMatchObject({ httpStatus, json: answered });
      },
    );

    it('chooses among the answers that every command has, too', async () => {
      expect(await mock.send(requestOf('win'), 'example=outcome-unknown')).toMatchObject({
        httpStatus: 500,
        json: { result: 99 },
      });
    });

    it('keeps what was asked', async () => {
      const id = '9007199254740993';
      expect((await mock.send(requestOf('status', { [idField]: id }), 'example=status.cancelled')).json).toMatchObject({
        data: { [idField]: id, trans_status: 'CANCELED' },
      });
    });

    it('of another command, or of none, names those that there are', async () => {
      for (const name of ['bet.accepted', 'nonsense', '', 'toString']) {
        const { httpStatus, json } = await mock.send(requestOf('balance'), `example=${name}`);
        expect(httpStatus).toBe(400);
        const message = expect.stringMatching(
          /^Prefer example must be one of balance\.accepted, balance\.unknown-account, /,
        ) as string;
        expect(json).toEqual({ result: 99, status: 'ERROR', message });
      }
    });
  });

  describe('Prefer: code', () => {
    it.each(commands)('answers %s with the example that stands under this status', async (command) => {
      for (const httpStatus of [200, 400, 405, 413, 415, 500]) {
        const answer = await mock.send(requestOf(command), `code=${httpStatus}`);
        expect(answer.httpStatus).toBe(httpStatus);
        expect(replyViolations(contract, command, httpStatus, answer.json)).toEqual([]);
      }
    });

    it('keeps the answer of the account when it stands there', async () => {
      expect((await mock.send(requestOf('bet', { account: 'poor99' }), 'code=200')).json).toMatchObject({ result: 31 });
      expect((await mock.send(requestOf('bet', { account: 'poor99' }), 'code=500')).json).toMatchObject({ result: 99 });
    });

    it('that the contract does not have names those that it has', async () => {
      expect(await mock.send(requestOf('bet'), 'code=404')).toMatchObject(
        violation('Prefer code must be one of 200, 400, 405, 413, 415, 500'),
      );
    });

    it('must be that of the example, where both are given', async () => {
      expect(await mock.send(requestOf('bet'), 'example=bet.failed, code=500')).toMatchObject(
        violation('Prefer code must be 200, where bet.failed stands'),
      );
      expect(await mock.send(requestOf('bet'), 'example=bet.failed, code=200')).toMatchObject({
        httpStatus: 200,
        json: { result: 99 },
      });
    });
  });

  describe('Prefer: dynamic', () => {
    const dynamic = async (prefer: string): Promise<string> =>
      (await mock.send(requestOf('bet'), `dynamic=true, ${prefer}`)).text;

    it('makes the same answer up for the same seed, also when others were made up between', async () => {
      const first = await dynamic('seed=5');
      const others = await Promise.all(Array.from({ length: 20 }, (_item, seed) => dynamic(`seed=${seed}`)));
      expect(new Set(others).size).toBeGreaterThan(10);
      expect(await dynamic('seed=5')).toBe(first);
      expect(others[5]).toBe(first);
    });

    it('without a seed makes another one up each time, unless the mock was started with one', async () => {
      expect(new Set(await Promise.all(Array.from({ length: 10 }, () => dynamic('')))).size).toBeGreaterThan(5);
      const seeded = await start(contract, { seed: '5' });
      try {
        const answers = [
          await seeded.send(requestOf('bet'), 'dynamic=true'),
          await seeded.send(requestOf('bet'), 'dynamic=true, seed=5'),
        ];
        expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([await dynamic('seed=5')]));
      } finally {
        await seeded.stop();
      }
    });

    it('makes up what the client takes for a reply, of several kinds, with what was asked kept', async () => {
      const codes = new Set<number>();
      for (let seed = 0; seed < 60; seed++) {
        const client = clientPreferring(`dynamic=true, seed=${seed}`);
        const outcomes = [
          await client.bet(
            toData({ kind: 'bet', account: 'a', transactionId: '9007199254740993', roundId: 'r', amountMinor: 1n }),
          ),
          await client.status(toData({ kind: 'status', account: 'a', transactionId: '9007199254740993' })),
          await client.authenticate(toData({ kind: 'enquiry', account: 'somebody' })),
        ];
        for (const outcome of outcomes) {
          if (outcome.kind !== 'replied') throw new Error(`seed ${seed}: ${JSON.stringify(outcome)}`);
          codes.add(outcome.reply.result);
          const { data = {} } = outcome.reply as { readonly data?: Readonly<Record<string, unknown>> };
          if (idField in data) expect(String(data[idField])).toBe('9007199254740993');
          else if ('account' in data) expect(data['account']).toBe('somebody');
        }
      }
      expect(codes.size).toBeGreaterThan(4);
    });

    it('goes with a code, and not with an example', async () => {
      const { httpStatus, json } = await mock.send(requestOf('bet'), 'dynamic=true, seed=1, code=500');
      expect([httpStatus, replyViolations(contract, 'bet', 500, json)]).toEqual([500, []]);
      expect(await mock.send(requestOf('bet'), 'dynamic=true, example=bet.failed')).toMatchObject(
        violation('Prefer example must not be given with dynamic=true'),
      );
      expect(await mock.send(requestOf('bet'), 'dynamic=false, example=bet.failed')).toMatchObject({
        json: { result: 99 },
      });
    });
  });

  describe('Prefer: wait', () => {
    it('answers that much later', async () => {
      const beganAtMs = performance.now();
      expect(await mock.send(requestOf('bet'), 'wait=300, example=bet.failed')).toMatchObject({ json: { result: 99 } });
      expect(performance.now() - beganAtMs).toBeGreaterThanOrEqual(299);
    });

    it('leaves the mock alone when the sender does not wait for it', async () => {
      const signal = AbortSignal.timeout(50);
      const headers = { 'callback-token': token, 'content-type': 'application/json', prefer: 'wait=60000' };
      const body = JSON.stringify(requestOf('bet'));
      await expect(fetch(mock.callbackUrl, { method: 'POST', headers, body, signal })).rejects.toThrow('timeout');
      expect(await mock.send(requestOf('bet'))).toMatchObject({ httpStatus: 200 });
    });
  });

  describe('a preference that can not be', () => {
    it.each([
      ['fault=sometimes', `Prefer fault must be one of ${faultKinds.join(', ')}`],
      ['fault', `Prefer fault must be one of ${faultKinds.join(', ')}`],
      ['wait=-1', 'Prefer wait must be a whole number of milliseconds from 0 to 60000'],
      ['wait=60001', 'Prefer wait must be a whole number of milliseconds from 0 to 60000'],
      ['dynamic=yes', 'Prefer dynamic must be true or false'],
      ['seed=x', 'Prefer seed must be a whole number'],
      ['respond-async', 'Prefer respond-async is unknown; there are example, code, dynamic, seed, fault, wait'],
      ['constructor=1', 'Prefer constructor is unknown; there are example, code, dynamic, seed, fault, wait'],
      ['__proto__=1', 'Prefer __proto__ is unknown; there are example, code, dynamic, seed, fault, wait'],
      ['seed=x, dynamic=1', 'Prefer seed must be a whole number; Prefer dynamic must be true or false'],
    ])('%s is a violation', async (prefer, message) => {
      expect(await mock.send(requestOf('bet'), prefer)).toMatchObject(violation(message));
    });

    it('may be quoted, in any case, and empty', async () => {
      expect((await mock.send(requestOf('bet'), ' , Example = "bet.failed" ,, ')).json).toMatchObject({ result: 99 });
      expect((await mock.send(requestOf('bet'), '')).json).toMatchObject({ result: 0 });
    });
  });

  function clientPreferring(prefer: string): CallbackClient<Messages> {
    return createCallbackClient(contract, {
      url: mock.callbackUrl,
      token,
      fetch: (request) => {
        request.headers.set('prefer', prefer);
        return fetch(request);
      },
    });
  }
});
