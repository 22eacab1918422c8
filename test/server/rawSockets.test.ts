import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { queryObjects } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callbackPath, delivery, maxBodyBytes, tokenHeader } from '../../generated/v1/protocol.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { limits } from '../../src/process/limits.ts';
import { startWallet, token, type Wallet } from '../support/edges.ts';
import { exchange, head, type RawAnswer, whole } from '../support/rawSocket.ts';

let wallet: Wallet;
let account: string;
let lastId = 0;
/** A good client, all the while. */
let slowestMs = 0;
let served = 0;
let serving = true;
let goodClient: Promise<void>;

beforeAll(async () => {
  wallet = await startWallet();
  account = await wallet.open(1_000_000n);
  goodClient = (async () => {
    while (serving) {
      const begunMs = performance.now();
      const { json } = await wallet.send('balance', { account }, '21');
      slowestMs = Math.max(slowestMs, performance.now() - begunMs);
      expect(json).toMatchObject({ result: 0 });
      served++;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
});
afterAll(() => wallet.stop());

const bet = (amount = 1): string =>
  JSON.stringify({
    command: 'bet',
    data: { account, trans_id: ++lastId, round_id: 'r', amount },
    timestamp: '1',
    check: '21,22,41,31',
  });
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
const chunked = (text: string, headers = 'Transfer-Encoding: chunked'): string =>
  `${head()}${headers}\r\n\r\n${chunk(text)}`;
const refusal = (httpStatus: number, words: string): unknown => ({
  httpStatus,
  body: expect.stringMatching(new RegExp(`^\\{"result":99,"status":"ERROR","message":".*${words}.*"\\}$`)) as unknown,
});
const accepted = { httpStatus: 200, body: expect.stringContaining('{"result":0,') as unknown };
const wrongToken = { httpStatus: 200, body: '{"result":100,"status":"ERROR"}' };

async function movements(): Promise<number> {
  return wallet.store.inspect(async (query) =>
    Number((await Array.fromAsync(query('SELECT count(*) AS entries FROM ledger_entry')))[0]?.['entries']),
  );
}

describe('a request that is not to be believed is HTTP 400, moves nothing and ends the connection', () => {
  it.each<[name: string, bytes: () => string | Buffer]>([
    ['a chunk whose size is no number', () => `${head()}Transfer-Encoding: chunked\r\n\r\nzz\r\n${bet()}\r\n0\r\n\r\n`],
    ['a chunk larger than it says', () => `${head()}Transfer-Encoding: chunked\r\n\r\n5\r\n${bet()}\r\n0\r\n\r\n`],
    ['a chunk of a negative size', () => `${head()}Transfer-Encoding: chunked\r\n\r\n-5\r\n${bet()}\r\n0\r\n\r\n`],
    [
      'a chunk whose size overflows',
      () => `${head()}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n${bet()}\r\n0\r\n\r\n`,
    ],
    [
      'a chunk with an endless extension',
      () => `${head()}Transfer-Encoding: chunked\r\n\r\n5;${'x'.repeat(20_000)}\r\n`,
    ],
    ['a length and chunks', () => chunked(bet(), 'Content-Length: 5\r\nTransfer-Encoding: chunked')],
    ['chunks and a length', () => chunked(bet(), 'Transfer-Encoding: chunked\r\nContent-Length: 5')],
    ['another transfer encoding', () => chunked(bet(), 'Transfer-Encoding: xchunked')],
    ['chunks that are not the last encoding', () => chunked(bet(), 'Transfer-Encoding: chunked, identity')],
    ['chunks twice', () => chunked(bet(), 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked')],
    ['a space before the colon', () => chunked(bet(), 'Transfer-Encoding : chunked')],
    ['the same length twice', () => whole(bet(), `Content-Length: ${bet().length}\r\n`)],
    ['two lengths', () => whole(bet(), 'Content-Length: 5\r\n')],
    ['a list of lengths', () => `${head()}Content-Length: 5, 5\r\n\r\n${bet()}`],
    ['a negative length', () => `${head()}Content-Length: -5\r\n\r\n${bet()}`],
    ['a length with a plus', () => `${head()}Content-Length: +5\r\n\r\n${bet()}`],
    ['a length that overflows', () => `${head()}Content-Length: 99999999999999999999\r\n\r\n${bet()}`],
    ['a folded header', () => whole(bet(), 'X-A: a\r\n b\r\n')],
    [
      'a folded token',
      () => `POST ${callbackPath} HTTP/1.1\r\nHost: x\r\n${tokenHeader}:\r\n ${token}\r\nContent-Length: 2\r\n\r\n{}`,
    ],
    ['a NUL in a header', () => whole(bet(), 'X-A: a\0b\r\n')],
    ['a NUL in the path', () => whole(bet(), '', { path: `${callbackPath}\0` })],
    ['a bare CR in a header', () => whole(bet(), 'X-A: a\rb\r\n')],
    ['bare LFs', () => whole(bet()).replaceAll('\r\n', '\n')],
    ['a method in lower case', () => whole(bet(), '', { method: 'post' })],
    ['a method that nobody knows', () => whole(bet(), '', { method: 'STEAL' })],
    ['another version of HTTP', () => whole(bet(), '', { version: '3.7' })],
    ["HTTP/2's preface", () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ["TLS's hello", () => Buffer.from('16030100f8010000f40303', 'hex')],
    ['noise', () => '\0\0\0\0\r\n\r\n'],
    ['a good request behind noise', () => `X\r\n\r\n${whole(bet())}`],
  ])('%s', async (_name, bytes) => {
    const before = await movements();
    const { answers, closed } = await exchange(wallet.url, bytes());
    expect([answers, closed]).toEqual([[expect.objectContaining(refusal(400, 'not HTTP'))], true]);
    expect(await movements()).toBe(before);
  });

  it('no Host', async () => {
    const { answers, closed } = await exchange(wallet.url, whole(bet()).replace('Host: operator\r\n', ''));
    expect([answers, closed]).toEqual([[expect.objectContaining(refusal(400, 'Host'))], true]);
  });
});

describe('headers', () => {
  it.each([
    ['a large header', `X: ${'x'.repeat(limits.headerBytes)}\r\n`],
    ['many headers', 'x:\r\n'.repeat(limits.headerBytes / 4)],
  ])('that are too large are HTTP 431: %s', async (_name, headers) => {
    const { answers, closed } = await exchange(wallet.url, whole(bet(), headers));
    expect([answers, closed]).toEqual([[expect.objectContaining(refusal(431, String(limits.headerBytes)))], true]);
  });

  it('and a URL that is too long is HTTP 431, and one that is just long is taken', async () => {
    const path = `${callbackPath}?${'x'.repeat(limits.headerBytes)}`;
    expect((await exchange(wallet.url, whole(bet(), '', { path }))).answers).toEqual([
      expect.objectContaining(refusal(431, String(limits.headerBytes))),
    ]);
    const long = path.slice(0, limits.headerBytes / 2);
    expect((await exchange(wallet.url, whole(bet(), '', { path: long }), { answers: 1 })).answers).toEqual([
      expect.objectContaining(accepted),
    ]);
  });

  it('may be written in any case', async () => {
    const text = whole(bet()).replace(/^[\w-]+:/gm, (name) => name.toUpperCase());
    expect((await exchange(wallet.url, text, { answers: 1 })).answers).toEqual([expect.objectContaining(accepted)]);
  });

  it('with two tokens are not let in, also when both are right', async () => {
    for (const second of [token, 'next-token', 'wrong']) {
      const before = await movements();
      const { answers } = await exchange(wallet.url, whole(bet(), `${tokenHeader}: ${second}\r\n`), { answers: 1 });
      expect(answers).toEqual([expect.objectContaining(wrongToken)]);
      expect(await movements()).toBe(before);
    }
  });

  it('that expect 100-continue get it, and an expectation that nobody knows is passed over', async () => {
    const continued = await exchange(wallet.url, whole(bet(), 'Expect: 100-continue\r\n'), { answers: 2 });
    expect(continued.answers).toEqual([
      expect.objectContaining({ httpStatus: 100 }),
      expect.objectContaining(accepted),
    ]);
    const unknown = await exchange(wallet.url, whole(bet(), 'Expect: 200-perhaps\r\n'), { answers: 1 });
    expect(unknown.answers).toEqual([expect.objectContaining(accepted)]);
  });
});

describe('the URL', () => {
  it.each([
    ['in absolute form, as proxies send it', `http://operator${callbackPath}?a=b`],
    ['with a slash at its end', `${callbackPath}/`],
    ['with a query', `${callbackPath}?operator=7`],
  ])('%s is the same', async (_name, path) => {
    expect((await exchange(wallet.url, whole(bet(), '', { path }), { answers: 1 })).answers).toEqual([
      expect.objectContaining(accepted),
    ]);
  });

  it.each([
    '/%63allback',
    callbackPath.toUpperCase(),
    `/${callbackPath}`,
    `/x/..${callbackPath}`,
    `${callbackPath}/bet`,
    `/x?http://operator${callbackPath}`,
    '/%zz',
  ])('%s is another: HTTP 404', async (path) => {
    const before = await movements();
    expect((await exchange(wallet.url, whole(bet(), '', { path }), { answers: 1 })).answers).toEqual([
      expect.objectContaining(refusal(404, callbackPath)),
    ]);
    expect(await movements()).toBe(before);
  });
});

describe('another method', () => {
  it.each(['GET', 'OPTIONS', 'TRACE', 'PUT'])('%s is HTTP 405', async (method) => {
    expect((await exchange(wallet.url, `${head({ method })}\r\n`, { answers: 1 })).answers).toEqual([
      expect.objectContaining(refusal(405, 'POST')),
    ]);
  });

  it('HEAD is HTTP 405 without a body', async () => {
    const { received } = await exchange(wallet.url, `${head({ method: 'HEAD' })}Connection: close\r\n\r\n`);
    expect(received).toMatch(/^HTTP\/1\.1 405 [^\r\n]+\r\n([^\r\n]+\r\n)+\r\n$/);
    // The length is that of the body that a GET would have had.
    expect(received).toMatch(/^content-length: [1-9]/im);
  });

  it('CONNECT closes the connection', async () => {
    expect(await exchange(wallet.url, `${head({ method: 'CONNECT', path: 'operator:80' })}\r\n`)).toEqual({
      answers: [],
      received: '',
      closed: true,
    });
  });

  it('an upgrade is passed over', async () => {
    const { answers } = await exchange(wallet.url, whole(bet(), 'Connection: Upgrade\r\nUpgrade: websocket\r\n'), {
      answers: 1,
    });
    expect(answers).toEqual([expect.objectContaining(accepted)]);
  });
});

describe('a body', () => {
  it('in chunks is taken', async () => {
    expect((await exchange(wallet.url, chunked(bet()), { answers: 1 })).answers).toEqual([
      expect.objectContaining(accepted),
    ]);
  });

  it('with a NUL behind it is HTTP 400', async () => {
    expect((await exchange(wallet.url, whole(`${bet()}\0`), { answers: 1 })).answers).toEqual([
      expect.objectContaining(refusal(400, 'JSON')),
    ]);
  });

  it('that would be too large is HTTP 413 before it comes', async () => {
    const { answers } = await exchange(wallet.url, `${head()}Content-Length: ${maxBodyBytes + 1}\r\n\r\n`, {
      answers: 1,
    });
    expect(answers).toEqual([expect.objectContaining(refusal(413, `larger than ${maxBodyBytes} bytes`))]);
  });

  it('that is cut off moves nothing', async () => {
    const before = await movements();
    const { answers, closed } = await exchange(wallet.url, whole(bet()).slice(0, -1), { end: true });
    expect([answers, closed]).toEqual([[expect.objectContaining(refusal(400, 'not HTTP'))], true]);
    expect(await movements()).toBe(before);
  });
});

describe('a client that says goodbye with its request', () => {
  it('is still answered', async () => {
    const { answers, closed } = await exchange(wallet.url, whole(bet()), { end: true });
    expect([answers, closed]).toEqual([[expect.objectContaining(accepted)], true]);
  });
});

describe('requests one behind the other', () => {
  const balances = (answers: readonly RawAnswer[]): unknown[] =>
    answers.map(({ body }) => (JSON.parse(body) as { data?: { balance: number } }).data?.balance);

  it('are answered in their order, and each moves its money', async () => {
    const player = account;
    account = await wallet.open(10_000n);
    const amounts = Array.from({ length: 50 }, (_, n) => (n % 3) + 0.01);
    const { answers } = await exchange(wallet.url, amounts.map((amount) => whole(bet(amount))).join(''), {
      answers: amounts.length,
    });
    account = player;
    let balanceMinor = 10_000;
    expect(balances(answers)).toEqual(amounts.map((amount) => (balanceMinor -= Math.round(amount * 100)) / 100));
  });

  it.each([
    ['noise', 'X Y Z\r\n\r\n'],
    ['one with a broken body', `${head()}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ['one with two lengths', `${head()}Content-Length: 5\r\nContent-Length: 6\r\n\r\nxxxxx`],
  ])('and %s at the end: what moved is answered first, then what is wrong', async (_name, noise) => {
    const before = await movements();
    const { answers, closed } = await exchange(wallet.url, whole(bet()) + whole(bet()) + noise);
    expect([answers, closed]).toEqual([
      [
        ...[accepted, accepted, refusal(400, 'not HTTP')].map(
          (answer) => expect.objectContaining(answer as object) as unknown,
        ),
      ],
      true,
    ]);
    expect(await movements()).toBe(before + 2);
  });
});

describe('all the while', () => {
  it('connections that clients have left are let go', async () => {
    const open = async (): Promise<number> => {
      const metrics = await (await fetch(new URL('/metrics', wallet.insideUrl))).text();
      return Number(/^seamless_connections (\d+)$/m.exec(metrics)?.[1]);
    };
    // The good client's own.
    await expect.poll(open, { timeout: 5_000 }).toBeLessThanOrEqual(1);
  });

  it('a good client was answered within its deadline, and the ledger adds up', async () => {
    serving = false;
    await goodClient;
    expect(served).toBeGreaterThan(5);
    expect(slowestMs).toBeLessThan(delivery.balance.deadlineMs);
    expect((await auditStore(wallet.store)).problems).toEqual([]);
  });
});

// Last: to look for what is kept stops the world, and with it the server and the good client.
it('a connection keeps nothing of the requests that it has answered', async () => {
  const kept = (): number =>
    queryObjects(IncomingMessage, { format: 'count' }) + queryObjects(ServerResponse, { format: 'count' });
  const before = kept();
  const connections = Array.from({ length: 50 }, () => connect(Number(new URL(wallet.url).port), '127.0.0.1'));
  for (const connection of connections) {
    connection.write(whole(bet()));
    await once(connection, 'data');
  }
  // What is not through yet.
  await expect.poll(() => kept() - before).toBeLessThan(connections.length / 2);
  for (const connection of connections) connection.destroy();
});
