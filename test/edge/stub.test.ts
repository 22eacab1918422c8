import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type RequestHandler } from 'express';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { delivery } from '../../generated/v1/protocol.ts';
import { createCallbackRouter } from '../../src/edge/router.ts';
import type { CallbackHandlers } from '../../src/edge/handler.ts';
import type { V1, V4 } from '../../src/contract/types.ts';
import { v1, v4 } from '../../src/contract/contracts.ts';
import type { CallbackEvent, ServerOptions } from '../../src/edge/core.ts';
import type { CallbackContext } from '../../src/edge/handler.ts';

const accepted = { result: 0, status: 'OK', data: { balance: 100n } } as const;
const base: CallbackHandlers<V1> = {
  authenticate: async ({ account }) => ({ result: 0, status: 'OK', data: { account, balance: 100n } }),
  balance: async () => accepted,
  bet: async () => accepted,
  win: async () => accepted,
  cancel: async () => accepted,
  status: async ({ trans_id }) => ({ result: 0, status: 'OK', data: { trans_id, trans_status: 'OK' } }),
};

let server: Server | undefined;
afterEach(() => void server?.close());

/** Serves handlers and sends one bet. */
async function sendBet(
  change: Partial<CallbackHandlers<V1>>,
  options: Partial<ServerOptions> = {},
  app: Express = express(),
) {
  app.use('/money/callback', createCallbackRouter(v1, { ...base, ...change }, { tokens: ['t'], ...options }));
  server = app.listen(0);
  const { port } = server.address() as AddressInfo;
  const body =
    '{"command":"bet","data":{"account":"a","trans_id":9007199254740993,"round_id":"r","amount":10.5},"timestamp":"1","check":"41,21,5"}';
  const headers = { 'callback-token': 't', 'content-type': 'application/json' };
  const response = await fetch(`http://127.0.0.1:${port}/money/callback`, { method: 'POST', headers, body });
  return { httpStatus: response.status, text: await response.text() };
}

describe('a handler', () => {
  it('gets exact data, the checks in order, and the context of the call', async () => {
    let seen: unknown[] = [];
    let context: CallbackContext | undefined;
    const bet: CallbackHandlers<V1>['bet'] = async (data, checks, given) => {
      seen = [data, checks];
      context = given;
      return accepted;
    };
    expect(await sendBet({ bet })).toEqual({
      httpStatus: 200,
      text: '{"result":0,"status":"OK","data":{"balance":1}}',
    });
    expect(seen).toEqual([{ account: 'a', trans_id: 9007199254740993n, round_id: 'r', amount: 1050n }, [41, 21]]);
    expect(context?.requestId).toMatch(/^[0-9a-f]{16}-[0-9a-z]+$/);
    expect(context?.signal.aborted).toBe(false);
    expect(context?.deadlineAtMs).toBeGreaterThan(performance.now());
    expect(context?.deadlineAtMs).toBeLessThan(performance.now() + delivery.bet.deadlineMs);
  });

  it('that throws answers HTTP 500 without a stack trace, and the error is observed', async () => {
    const events: CallbackEvent[] = [];
    const bet: CallbackHandlers<V1>['bet'] = async () => {
      throw new Error('connection lost to db-7');
    };
    const answer = await sendBet({ bet }, { observe: (event) => void events.push(event) });
    expect(answer).toEqual({
      httpStatus: 500,
      text: '{"result":99,"status":"ERROR","message":"the outcome is unknown"}',
    });
    expect(String(events[0]?.error)).toContain('db-7');
    expect(events[0]).toMatchObject({
      command: 'bet',
      account: 'a',
      transactionId: '9007199254740993',
      httpStatus: 500,
      result: 99,
    });
  });

  it('is answered for, and what moved is told, also when the observer throws', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const answer = await sendBet({}, { observe: (event) => void JSON.stringify(event) });
    expect(answer).toEqual({ httpStatus: 200, text: '{"result":0,"status":"OK","data":{"balance":1}}' });
    expect(warn.mock.calls).toEqual([
      [expect.objectContaining({ message: expect.stringContaining('BigInt') as string })],
    ]);
    warn.mockRestore();
  });

  it('is answered for also when an observer that is asynchronous rejects', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const observe = async (): Promise<void> => {
      throw new Error('the log is gone');
    };
    expect(await sendBet({}, { observe })).toEqual({
      httpStatus: 200,
      text: '{"result":0,"status":"OK","data":{"balance":1}}',
    });
    expect(warn.mock.calls).toEqual([[expect.objectContaining({ message: 'the log is gone' })]]);
    warn.mockRestore();
  });

  it.each([1000.5, 1000, '1000', NaN, null])(
    'that tells its balance otherwise than in minor units, as %s, is answered for with HTTP 500, in production too',
    async (balance) => {
      const bet = (async () => ({
        result: 0,
        status: 'OK',
        data: { balance },
      })) as unknown as CallbackHandlers<V1>['bet'];
      for (const checkReplies of [true, false]) {
        const events: CallbackEvent[] = [];
        const { httpStatus, text } = await sendBet(
          { bet },
          { checkReplies, observe: (event) => void events.push(event) },
        );
        expect([httpStatus, text]).toEqual([
          500,
          expect.stringMatching(
            /^\{"result":99,"status":"ERROR","message":"the handler's reply is outside the contract: data.balance must be a bigint in minor units/,
          ),
        ]);
        expect(events).toMatchObject([
          {
            command: 'bet',
            transactionId: '9007199254740993',
            problem: expect.stringContaining('data.balance') as string,
          },
        ]);
        server?.close();
      }
    },
  );

  it('whose reply is outside the contract is told so in development, and sent as it is in production', async () => {
    const bet = (async () => ({ result: 42, status: 'ERROR' })) as unknown as CallbackHandlers<V1>['bet'];
    const development = await sendBet({ bet });
    expect(development.httpStatus).toBe(500);
    expect(development.text).toContain('result must be one of');
    server?.close();
    const production = await sendBet({ bet }, { checkReplies: false });
    expect(production).toEqual({ httpStatus: 200, text: '{"result":42,"status":"ERROR"}' });
  });
});

describe('the router', () => {
  it('counts money in the decimals of the currency', async () => {
    let amount = 0n;
    const bet: CallbackHandlers<V1>['bet'] = async (data) => {
      amount = data.amount;
      return { result: 0, status: 'OK', data: { balance: 1_234_567n } };
    };
    expect((await sendBet({ bet }, { currencyDecimals: 3 })).text).toContain('"balance":1234.567');
    expect(amount).toBe(10_500n);
    server?.close();
    expect((await sendBet({ bet }, { currencyDecimals: 0 })).text).toContain(
      'data.amount must have no more than 0 decimals',
    );
  });

  it.each([
    ['express.json()', express.json()],
    ['express.raw()', express.raw({ type: () => true })],
    [
      'one that keeps nothing',
      ((request, _response, next) => void request.resume().once('end', next)) satisfies RequestHandler,
    ],
  ])(
    'tells the implementer who mounted it behind a body parser, %s, in the words of the protocol',
    async (_name, parser) => {
      const events: CallbackEvent[] = [];
      const answer = await sendBet({}, { observe: (event) => void events.push(event) }, express().use(parser));
      expect(answer).toMatchObject({
        httpStatus: 500,
        text: expect.stringMatching(
          /^\{"result":99,"status":"ERROR","message":".*mount the router before any body parser.*"\}$/,
        ) as string,
      });
      expect(events).toMatchObject([
        { httpStatus: 500, problem: expect.stringContaining('mount the router') as string },
      ]);
    },
  );

  it('refuses to be made without a token', () => {
    expect(() => createCallbackRouter(v1, base, { tokens: [] })).toThrow('at least one token');
    expect(() => createCallbackRouter(v1, base, { tokens: [''] })).toThrow('empty');
  });
});

/** Not run: the compiler checks it. Every line that it must refuse is marked, and a mark without an error is one. */
export const checkedByTheCompiler: Partial<CallbackHandlers<V1>>[] = [
  // @ts-expect-error: the reply of status
  { bet: async ({ trans_id }) => ({ result: 0, status: 'OK', data: { trans_id, trans_status: 'OK' } }) },
  // @ts-expect-error: the reply of bet
  { status: async () => accepted },
  // @ts-expect-error: the reply of balance
  { authenticate: async () => accepted },
  // @ts-expect-error: the reply of authenticate
  { balance: (...call) => base.authenticate(...call) },
  // @ts-expect-error: check 31 is not one of win's
  { win: async () => ({ result: 31, status: 'ERROR', data: { balance: 0n } }) },
  // @ts-expect-error: check 41 is not one of cancel's
  { cancel: async () => ({ result: 41, status: 'ERROR', data: { balance: 0n } }) },
  // @ts-expect-error: a refusal with 31 tells the balance
  { bet: async () => ({ result: 31, status: 'ERROR' }) },
  // @ts-expect-error: a refusal is an ERROR
  { bet: async () => ({ result: 41, status: 'OK', data: { balance: 0n } }) },
  // @ts-expect-error: money is a bigint of minor units
  { bet: async () => ({ result: 0, status: 'OK', data: { balance: 10.5 } }) },
  // @ts-expect-error: the wrong-token reply is the edge's own
  { bet: async () => ({ result: 100, status: 'ERROR' }) },
  { bet: async () => ({ result: 31, status: 'ERROR', data: { balance: 0n } }) },
  { bet: async () => ({ result: 99, status: 'ERROR' }) },
];

const acceptedStatus = { result: 0, status: 'OK' } as const;

/** The same for what one contract has and the other has not. */
export const inTheirOwnContract: [Partial<CallbackHandlers<V4>>[], Partial<CallbackHandlers<V1>>[]] = [
  [
    // @ts-expect-error: the reply of v1
    { status: async () => ({ ...acceptedStatus, data: { trans_id: 5n, trans_status: 'OK' } }) },
    // @ts-expect-error: a field of v1
    { bet: async ({ trans_id }) => (trans_id ? accepted : accepted) },
    {
      status: async ({ account, trans_guid }) => ({
        ...acceptedStatus,
        data: { account, trans_guid, trans_status: 'OK' },
      }),
    },
    { cancel: async () => ({ result: 43, status: 'ERROR', data: { balance: 0n } }) },
  ],
  [
    // @ts-expect-error: check 43 is not one of v1's
    { cancel: async () => ({ result: 43, status: 'ERROR', data: { balance: 0n } }) },
    // @ts-expect-error: the reply of v4
    { status: async () => ({ ...acceptedStatus, data: { account: 'a', trans_guid: 'g', trans_status: 'OK' } }) },
  ],
];

// @ts-expect-error: handlers of v1 do not answer v4
export const mixedUp = (): unknown => createCallbackRouter(v4, base, { tokens: ['t'] });
