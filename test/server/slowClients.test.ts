import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { delivery } from '../../generated/v1/protocol.ts';
import { scrape, valueOf } from '../../scripts/proof/scrape.ts';
import { limits } from '../../src/process/limits.ts';
import { startWallet, type Wallet } from '../support/edges.ts';
import { exchange, whole } from '../support/rawSocket.ts';

/** The kit's own would keep a test waiting; what they do is the same. */
const within = { ...limits, headersMs: 400, requestMs: 800, idleMs: 200 };

let wallet: Wallet;
let account: string;
const open: Socket[] = [];
beforeEach(async () => {
  wallet = await startWallet('listener', within);
  account = await wallet.open(1_000n);
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await wallet.stop();
});

const bet = (): string =>
  whole(
    JSON.stringify({
      command: 'bet',
      data: { account, trans_id: 1, round_id: 'r', amount: 1 },
      timestamp: '1',
      check: '21',
    }),
  );
const balance = async (): Promise<unknown> => (await wallet.send('balance', { account }, '21')).json;
const tooSlow: unknown = expect.objectContaining({
  httpStatus: 408,
  body: '{"result":99,"status":"ERROR","message":"the request did not arrive in time"}',
});

/** Sends a byte now and then, up to the last but one. */
function trickle(text: string, allAtOnce = 0): Promise<{ received: string }> {
  return new Promise((resolve) => {
    const socket = connected();
    let received = '';
    let sent = allAtOnce;
    socket.write(text.slice(0, allAtOnce));
    const timer = setInterval(() => sent < text.length - 1 && socket.write(text.charAt(sent++)), 20);
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ received });
    });
  });
}

function connected(allowHalfOpen = false): Socket {
  const socket = connect({ port: Number(new URL(wallet.url).port), host: '127.0.0.1', allowHalfOpen }).on(
    'error',
    () => undefined,
  );
  open.push(socket);
  return socket;
}

const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.resume().once('close', resolve));

it('who is slow with the headers or the body, or silent, is told HTTP 408 in time; meanwhile a good client is answered', async () => {
  const text = bet();
  const slow = Promise.all([
    ...Array.from({ length: 5 }, () => trickle(text)),
    ...Array.from({ length: 5 }, () => trickle(text, text.indexOf('\r\n\r\n') + 4)),
    ...Array.from({ length: 5 }, () => trickle(' ')),
  ]);
  const going = new AbortController();
  void slow.then(() => going.abort());
  let slowestMs = 0;
  while (!going.signal.aborted) {
    const begunMs = performance.now();
    expect(await balance()).toMatchObject({ data: { balance: 10 } });
    slowestMs = Math.max(slowestMs, performance.now() - begunMs);
  }
  expect(slowestMs).toBeLessThan(delivery.balance.deadlineMs);
  for (const { received } of await slow)
    expect(received).toMatch(/^HTTP\/1.1 408 .*"the request did not arrive in time"\}$/s);
});

it('a request that is slow behind a good one is refused after the answer to the good one', async () => {
  const { answers, closed: ended } = await exchange(wallet.url, bet() + bet().slice(0, -1));
  expect([answers, ended]).toEqual([[expect.objectContaining({ httpStatus: 200 }), tooSlow], true]);
  expect(await balance()).toMatchObject({ data: { balance: 9 } });
});

it('a connection without a request, and one whose client never hangs up, are closed', async () => {
  const kept = connected();
  kept.write(bet());
  const refused = connected(true);
  // What it says later is noticed to go nowhere.
  const goesOn = setInterval(() => refused.write('noise\r\n\r\n'), 50);
  await Promise.all([closed(kept), closed(refused)]);
  clearInterval(goesOn);
});

it('a client that hangs up in the middle of a body moves nothing', async () => {
  for (let cut = 1; cut < 20; cut++) {
    const socket = connected();
    await new Promise<void>((resolve) => socket.write(bet().slice(0, -cut), () => resolve()));
    socket.resetAndDestroy();
  }
  expect(await balance()).toMatchObject({ data: { balance: 10 } });
});

it('one connection too many is closed at once and counted, and those that are there are served', async () => {
  await wallet.stop();
  const connections = 30;
  wallet = await startWallet('listener', { ...limits, connections });
  account = await wallet.open(1_000n);
  const good = connected();
  await new Promise((resolve) => good.once('connect', resolve));
  const more = Array.from({ length: connections + 9 }, () => connected());
  let ended = 0;
  await new Promise<void>((resolve) => {
    for (const socket of more) void closed(socket).then(() => ++ended === 10 && resolve());
  });
  // Over the connection that is there: a new one would be one too many.
  let received = '';
  const answered = new Promise<void>((resolve) =>
    good.on('data', (chunk: Buffer) => (received += chunk.toString()).includes('}') && resolve()),
  );
  good.write(bet());
  await answered;
  expect(received).toContain('{"result":0,');
  const samples = await scrape(wallet.insideUrl);
  expect(valueOf(samples, 'seamless_connections_dropped_total')).toBe(10);
  expect(valueOf(samples, 'seamless_connections')).toBe(connections);
});
