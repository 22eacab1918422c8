import { v1 } from '../../src/contract/contracts.ts';
import { afterEach, expect, it } from 'vitest';
import { type RunningServer, serve } from '../../src/server/serve.ts';
import { OutcomeUnknown, type Store } from '../../src/wallet/store.ts';

let server: RunningServer;
afterEach(() => server.stop());

/** Serves a wallet whose store rejects everything with \`error\`, and sends it a bet. */
async function betOn(error: Error): Promise<{ httpStatus: number; text: string; ready: number }> {
  const store = {
    settle: () => Promise.reject(error),
    select: () => Promise.resolve([{ name: 'default', currency: 'XXX', decimals: 2, signature: 'off' }]),
    ping: () => Promise.reject(error),
    close: () => Promise.resolve(),
  } as unknown as Store;
  server = await serve({
    contracts: [v1],
    store,
    host: '127.0.0.1',
    port: 0,
    tokens: ['t'],
    lines: { write: () => undefined },
  });
  const body = JSON.stringify({
    command: 'bet',
    data: { account: 'a', trans_id: 1, round_id: 'r', amount: 1 },
    timestamp: '1',
    check: '21',
  });
  const headers = { 'callback-token': 't', 'content-type': 'application/json' };
  const response = await fetch(server.callbackUrl, { method: 'POST', headers, body });
  const ready = await fetch(new URL('/readyz', server.insideUrl));
  return { httpStatus: response.status, text: await response.text(), ready: ready.status };
}

it('a commit whose outcome nobody can know is HTTP 500 with 99, so that the provider cancels or repeats', async () => {
  expect(await betOn(new OutcomeUnknown('cut off'))).toEqual({
    httpStatus: 500,
    text: '{"result":99,"status":"ERROR","message":"the outcome is unknown"}',
    ready: 503,
  });
});

it('a store that surely did nothing is HTTP 200 with 99', async () => {
  expect(await betOn(new Error('connection refused by db-7'))).toEqual({
    httpStatus: 200,
    text: '{"result":99,"status":"ERROR"}',
    ready: 503,
  });
});
