/** One attempt is one request, whatever the answer: a bet that is sent twice may be taken twice. */
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v1 } from '../../src/contract/index.ts';
import { createCallbackClient } from '../../src/delivery/client.ts';
import { ok } from './answers.ts';

let server: Server;
let url: string;
/** What is written back to each request, and what is done then. */
let answer: (socket: Socket) => void;
let requests: string[];

beforeEach(async () => {
  requests = [];
  server = createServer((socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? NaN);
      if (end < 0 || text.length < end + 4 + length) return;
      requests.push(text);
      text = '';
      answer(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/callback`;
});
afterEach(() => new Promise((resolve) => void server.close(resolve).unref()));

const head = (status: string, ...lines: string[]): string => [`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n');
const whole = (status: string, body: string, ...lines: string[]): string =>
  head(status, `Content-Length: ${body.length}`, ...lines) + body;
const close = 'Connection: close';

describe('a bet is sent once when the answer is', () => {
  it.each([
    ['421 Misdirected Request', whole('421 Misdirected Request', ok, close), 'http-error'],
    ['early hints, and then the reply', head('103 Early Hints', 'Link: </a>') + whole('200 OK', ok, close), 'replied'],
    ['to go on, unasked', head('100 Continue') + whole('200 OK', ok, close), 'disconnected'],
    ['401 with a challenge', whole('401 Unauthorized', '', 'WWW-Authenticate: Basic realm="x"', close), 'http-error'],
    ['407 with a challenge', whole('407 Proxy', '', 'Proxy-Authenticate: Basic realm="x"', close), 'http-error'],
    ['408, as to a client that is slow', whole('408 Request Timeout', '', close), 'http-error'],
    ['a redirect', whole('307 Temporary Redirect', '', 'Location: /elsewhere', close), 'http-error'],
    ['a redirect that changes the method', whole('302 Found', '', 'Location: /elsewhere', close), 'http-error'],
    ['to come again', whole('503 Busy', '', 'Retry-After: 0', close), 'http-error'],
    ['nothing, and a reset', '', 'disconnected'],
    ['half a head, and a reset', 'HTTP/1.1 200 OK\r\nContent-', 'disconnected'],
    ['half a body, and a reset', head('200 OK', 'Content-Length: 50') + '{"result"', 'disconnected'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n', 'disconnected'],
  ])('%s', async (_what, text, kind) => {
    answer = (socket) => {
      if (kind === 'disconnected') socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 10));
      else socket.end(text);
    };
    const client = createCallbackClient(v1, { url, token: 'secret' });
    const bet = { account: 'a', trans_id: 1n, round_id: 'r', amount: 1n };
    expect(await client.bet(bet)).toMatchObject({ kind });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(requests).toHaveLength(1);
  });

  it('lost with a connection that was used before', async () => {
    answer = (socket) => void socket.write(whole('200 OK', ok));
    const client = createCallbackClient(v1, { url, token: 'secret' });
    const bet = { account: 'a', trans_id: 1n, round_id: 'r', amount: 1n };
    expect(await client.bet(bet)).toMatchObject({ kind: 'replied' });
    answer = (socket) => void socket.resetAndDestroy();
    expect(await client.bet({ ...bet, trans_id: 2n })).toMatchObject({ kind: 'disconnected' });
    expect(requests).toHaveLength(2);
  });
});

it('headers are spelt as the contract writes them, for servers that look for their case', async () => {
  answer = (socket) => void socket.end(whole('200 OK', ok, close));
  await createCallbackClient(v1, { url, token: 'secret' }).balance({ account: 'a' });
  for (const line of ['Callback-Token: secret', 'Content-Type: application/json', 'User-Agent: seamless-callback-kit'])
    expect(requests[0]).toContain(`\r\n${line}\r\n`);
});
