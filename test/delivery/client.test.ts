import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type V1, v1, v4 } from '../../src/contract/index.ts';
import { type CallbackClient, createCallbackClient } from '../../src/delivery/client.ts';

const { delivery, tokenHeader } = v1;

let server: Server;
let answer: RequestListener;
let received: { url: string | undefined; token: unknown; body: string }[];
let url: string;
let client: CallbackClient<V1>;

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ url: request.url, token: request.headers[tokenHeader], body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/any/path?x=1`;
  client = createCallbackClient(v1, { url, token: 'secret' });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const says = (text: string, httpStatus = 200, type = 'application/json'): void => {
  answer = (_request, response) => void response.writeHead(httpStatus, { 'content-type': type }).end(text);
};

const bet = { account: 'a', trans_id: 9223372036854775807n, round_id: 'r', amount: 900719925474099301n };

describe('a call', () => {
  it("goes to the one URL with the contract's checks, every digit, and the token", async () => {
    const text = '{"result":0,"status":"OK","data":{"balance":9007199254740993.01}}';
    says(text);
    expect(await client.bet(bet)).toEqual({
      kind: 'replied',
      body: text,
      reply: { result: 0, status: 'OK', data: { balance: 900719925474099301n } },
    });
    const [{ url, token, body } = { url: '', token: '', body: '' }] = received;
    expect([url, token]).toEqual(['/any/path?x=1', 'secret']);
    expect(body).toContain('"trans_id":9223372036854775807');
    expect(body).toContain('"amount":9007199254740993.01');
    expect(JSON.parse(body)).toMatchObject({
      command: 'bet',
      check: delivery.bet.checks,
      timestamp: expect.stringMatching(/^[0-9]{10}$/) as string,
    });
  });

  it('may ask for other checks', async () => {
    says('{"result":0,"status":"OK","data":{"balance":1}}');
    await client.balance({ account: 'a' }, { check: '', timestamp: '5' });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ check: '', timestamp: '5' });
  });

  it('gives back an id in the type in which it was asked', async () => {
    says('{"result":0,"status":"OK","data":{"trans_id":"9007199254740993","trans_status":"CANCELED"}}');
    const outcome = await client.status({ account: 'a', trans_id: '9007199254740993' });
    expect(outcome).toMatchObject({ reply: { data: { trans_id: '9007199254740993', trans_status: 'CANCELED' } } });
  });

  it('in another contract has the fields and the replies of that one', async () => {
    says('{"result":43,"status":"ERROR","data":{"balance":0.07}}');
    const other = createCallbackClient(v4, { url, token: 'secret' });
    const data = { account: 'a', trans_guid: 'ü-2', cancel_trans_guid: 'ü-1', amount: 5n };
    expect(await other.cancel(data)).toMatchObject({ kind: 'replied', reply: { result: 43, data: { balance: 7n } } });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ command: 'cancel', data: { ...data, amount: 0.05 } });
  });

  it('takes a refusal, also with its result as a string and with unknown fields', async () => {
    says('{"result":"31","status":"ERROR","data":{"balance":0.07,"more":1},"more":true}');
    expect(await client.bet(bet)).toMatchObject({ kind: 'replied', reply: { result: 31, data: { balance: 7n } } });
  });
});

describe('a failure is an outcome:', () => {
  it('HTTP 500 and 4xx, with what was said', async () => {
    says('{"result":99,"status":"ERROR"}', 500);
    expect(await client.win(bet)).toEqual({
      kind: 'http-error',
      httpStatus: 500,
      body: '{"result":99,"status":"ERROR"}',
    });
    says('<h1>Not here</h1>', 404, 'text/html');
    expect(await client.win(bet)).toMatchObject({ kind: 'http-error', httpStatus: 404, body: '<h1>Not here</h1>' });
    answer = (_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await client.win(bet)).toMatchObject({ kind: 'http-error', httpStatus: 302 });
  });

  it('HTTP 200 that is not JSON', async () => {
    for (const text of ['<html>', '', '{"result":0,']) {
      says(text);
      expect(await client.win(bet)).toEqual({ kind: 'broken-body', body: text });
    }
  });

  it('HTTP 200 outside the contract', async () => {
    for (const [text, field] of [
      ['{"result":0,"status":"OK"}', 'data'],
      ['{"result":0,"status":"OK","data":{"balance":"1.00"}}', 'data.balance'],
      ['{"result":0,"status":"OK","data":{"balance":1.001}}', 'data.balance'],
      ['{"result":31,"status":"ERROR","data":{"balance":1}}', 'result'],
      ['{"result":0,"status":"ERROR","data":{"balance":1}}', 'status'],
      ['{"ok":true}', 'result'],
      ['null', 'result'],
    ] as const) {
      says(text);
      expect(await client.win(bet)).toMatchObject({ kind: 'outside-contract', violations: [{ field }], body: text });
    }
  });

  it('a connection that breaks, before the answer or in it', async () => {
    answer = (request) => request.socket.destroy();
    expect(await client.win(bet)).toMatchObject({ kind: 'disconnected' });
    answer = (request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"result":0');
      setTimeout(() => request.socket.destroy(), 20);
    };
    expect(await client.win(bet)).toMatchObject({ kind: 'disconnected' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await client.win(bet)).toMatchObject({ kind: 'disconnected' });
  });

  it("no answer within the command's own deadline, also when only the body is late", async () => {
    for (const late of [
      () => undefined,
      (_request: unknown, response: { writeHead(status: number): { write(text: string): unknown } }) =>
        void response.writeHead(200).write('{'),
    ]) {
      answer = late;
      const begun = performance.now();
      expect(await client.balance({ account: 'a' })).toEqual({ kind: 'timed-out' });
      const elapsedMs = performance.now() - begun;
      expect(elapsedMs).toBeGreaterThanOrEqual(delivery.balance.deadlineMs - 5);
      expect(elapsedMs).toBeLessThan(delivery.balance.deadlineMs + 1_000);
    }
  });

  it('but data that can not be sent is a bug, and rejects', async () => {
    await expect(client.balance({ account: 5n as unknown as string })).rejects.toThrow('BigInt');
  });

  it('no answer, also when the garbage is collected meanwhile', async () => {
    answer = () => undefined;
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const outcome = client.win(bet, { signal: AbortSignal.timeout(400) });
    const collecting = setInterval(collect, 20);
    expect(await outcome).toEqual({ kind: 'given-up' });
    clearInterval(collecting);
  }, 5_000);

  it('given up by the caller', async () => {
    answer = () => undefined;
    expect(await client.win(bet, { signal: AbortSignal.timeout(20) })).toEqual({ kind: 'given-up' });
  });
});

/** Not run: the compiler checks it. */
export async function checkedByTheCompiler(): Promise<void> {
  // @ts-expect-error: a bet needs an amount
  await client.bet({ account: 'a', trans_id: 1n, round_id: 'r' });
  // @ts-expect-error: money is a bigint of minor units
  await client.bet({ ...bet, amount: 10 });
  const outcome = await client.status({ account: 'a', trans_id: 1n });
  // @ts-expect-error: only a reply has one
  String(outcome.reply);
  // @ts-expect-error: a status never answers 31
  if (outcome.kind === 'replied' && outcome.reply.result === 31) return;
}
