import { v1 } from '../../src/contract/contracts.ts';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { callbackPath, delivery } from '../../generated/v1/protocol.ts';
import { scrape, valueOf } from '../../scripts/proof/scrape.ts';
import { createInsideServer } from '../../src/process/inside.ts';
import { limits } from '../../src/process/limits.ts';
import { listen } from '../../src/edge/listen.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';
import { startWallet } from '../support/edges.ts';
import { exchange, head, whole } from '../support/rawSocket.ts';

const [folder, remove] = scratch();
const insidePaths = ['/livez', '/readyz', '/metrics'];
let serving: Serving;
beforeAll(
  async () => void (serving = await startServe(['--database', `sqlite:${folder}/wallet.db`, '--token', 'test-token'])),
);
afterAll(async () => {
  serving.process.kill('SIGKILL');
  await serving.exited;
  remove();
});

const bet = (id: number): string =>
  whole(
    JSON.stringify({
      command: 'bet',
      data: { account: 'test1234', trans_id: id, round_id: 'r', amount: 1 },
      timestamp: '1',
      check: '21',
    }),
  );
const asking = (path: string): string => `${head({ method: 'GET', path })}\r\n`;

async function balance(): Promise<unknown> {
  const body = JSON.stringify({ command: 'balance', data: { account: 'test1234' }, timestamp: '1', check: '21' });
  return (
    await fetch(serving.url, {
      method: 'POST',
      headers: { 'callback-token': 'test-token', 'content-type': 'application/json' },
      body,
    })
  ).json();
}

describe('the public port', () => {
  it.each([...insidePaths, '/', '/anything'])('answers %s with HTTP 404, and ends the connection', async (path) => {
    const { answers, closed } = await exchange(serving.url, asking(path));
    expect([answers, closed]).toEqual([
      [expect.objectContaining({ httpStatus: 404, body: expect.stringContaining(callbackPath) as string })],
      true,
    ]);
    expect(await (await fetch(`${serving.insideUrl}/metrics`)).text()).toMatch(
      /^seamless_callbacks_total\{provider="none",command="none",result="99",http_status="404"\} [1-9]/m,
    );
  });

  it('answers what came before such a request, and takes nothing behind it', async () => {
    const { answers } = await exchange(serving.url, bet(1) + asking('/metrics') + bet(2) + asking('/metrics'));
    expect(answers.map(({ httpStatus }) => httpStatus)).toEqual([200, 404]);
    expect(await balance()).toMatchObject({ data: { balance: 999 } });
  });
});

describe('the inside port', () => {
  it('tells that the server lives and is ready, and its figures', async () => {
    for (const path of insidePaths) expect((await fetch(serving.insideUrl + path)).status, path).toBe(200);
  });

  it('serves nothing else', async () => {
    for (const path of ['/', callbackPath])
      expect((await exchange(serving.insideUrl, whole('{}', '', { path }))).answers, path).toMatchObject([
        { httpStatus: 404 },
      ]);
  });

  it.each(['http://[::1/readyz', '//readyz', '/readyz/', '/%ff%00', '/%zz', '*'])(
    'answers %s with HTTP 404 in plain text, and without a warning',
    async (path) => {
      const { answers, closed } = await exchange(serving.insideUrl, asking(path));
      expect([answers, closed]).toEqual([
        [expect.objectContaining({ httpStatus: 404, headers: expect.stringContaining('text/plain') as string })],
        true,
      ]);
      expect(serving.said()).not.toContain('Warning');
    },
  );

  it('takes a query, and answers HEAD without a body', async () => {
    expect((await exchange(serving.insideUrl, asking('/readyz?verbose'))).answers).toMatchObject([
      { httpStatus: 200, body: 'ok\n' },
    ]);
    const { received } = await exchange(
      serving.insideUrl,
      `${head({ method: 'HEAD', path: '/livez' })}Connection: close\r\n\r\n`,
    );
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n([^\r\n]+\r\n)+\r\n$/);
    expect(received).toMatch(/^content-length: 3\r$/im);
    expect(received).toMatch(/^content-type: text\/plain; charset=utf-8\r$/im);
  });

  it('has room for no more connections than it needs, counts those beyond, and is held shut by unfinished requests for moments only', async () => {
    const dropped = async (): Promise<number> =>
      valueOf(await scrape(serving.insideUrl), 'seamless_connections_dropped_total');
    const before = await dropped();
    const sockets = Array.from({ length: limits.insideConnections + 10 }, () =>
      connect(Number(new URL(serving.insideUrl).port), '127.0.0.1').on('error', () => undefined),
    );
    for (const socket of sockets) socket.resume().write('GET /livez HT');
    await vi.waitFor(() => expect(sockets.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(10));
    // Others are told that they are too slow, in their place.
    await vi.waitFor(async () => expect((await fetch(`${serving.insideUrl}/livez`)).status).toBe(200), {
      timeout: limits.headersMs / 2,
    });
    for (const socket of sockets) socket.destroy();
    expect((await dropped()) - before).toBeGreaterThanOrEqual(10);
  });

  it('makes one answer for all who ask at a time', async () => {
    let asked = 0;
    let arrived = 0;
    const server = createInsideServer(
      v1,
      async () => {
        asked++;
        await expect.poll(() => arrived).toBe(20);
        return undefined;
      },
      new Registry(),
    ).on('request', () => arrived++);
    const url = await listen(server, 0, '127.0.0.1');
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await fetch(`${url}/readyz`)).status));
    server.close();
    expect([asked, new Set(statuses)]).toEqual([1, new Set([200])]);
  });
});

describe('two megabytes of requests for /metrics on one connection', () => {
  it.each(['url', 'insideUrl'] as const)('to the %s keep no callback waiting, and take no memory', async (where) => {
    const figure = async (): Promise<number> =>
      valueOf(await scrape(serving.insideUrl), 'process_resident_memory_bytes');
    const before = await figure();
    const flood = connect(Number(new URL(serving[where]).port), '127.0.0.1')
      .on('error', () => undefined)
      .resume();
    flood.write(asking('/metrics').repeat(20_000));
    await once(flood, 'connect');
    const begunMs = performance.now();
    expect(await balance()).toMatchObject({ result: 0 });
    expect(performance.now() - begunMs).toBeLessThan(delivery.balance.deadlineMs);
    if (!flood.closed) await once(flood, 'close');
    await expect.poll(async () => (await figure()) - before).toBeLessThan(100e6);
  });
});

describe('a server that stops', () => {
  it('says no inside while callbacks are served, and until the last of them is answered', async () => {
    const stopping = await startServe([
      '--database',
      `sqlite:${folder}/stopping.db`,
      '--token',
      'test-token',
      '--drain-ms',
      '500',
    ]);
    const readyz = async (): Promise<[number, string]> => {
      const response = await fetch(`${stopping.insideUrl}/readyz`);
      return [response.status, await response.text()];
    };
    const text = bet(1);
    const slow = connect(Number(new URL(stopping.url).port), '127.0.0.1');
    slow.write(text.slice(0, -1));
    let answer = '';
    slow.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    expect(await readyz()).toEqual([200, 'ok\n']);
    stopping.process.kill('SIGTERM');
    await vi.waitFor(async () => expect(await readyz()).toEqual([503, 'the server is stopping\n']));
    expect((await exchange(stopping.url, bet(2), { answers: 1 })).answers).toMatchObject([{ httpStatus: 200 }]);
    // The public port is closed, and one callback is still under way.
    await vi.waitFor(
      async () => expect(await exchange(stopping.url, bet(3))).toEqual({ answers: [], received: '', closed: true }),
      {
        timeout: 5_000,
      },
    );
    expect((await readyz())[0]).toBe(503);
    slow.write(text.slice(-1));
    expect(await stopping.exited).toBe(0);
    expect(answer).toContain('{"result":0,');
  });
});

it('a server with nothing in flight stops soon, whoever is in the middle of a question inside', async () => {
  const wallet = await startWallet();
  const socket = connect(Number(new URL(wallet.insideUrl).port), '127.0.0.1').on('error', () => undefined);
  socket.write('GET /livez HT');
  await once(socket, 'connect');
  expect((await fetch(`${wallet.insideUrl}/livez`)).status).toBe(200);
  const ended = once(socket.resume(), 'close');
  await Promise.all([wallet.stop(), ended]);
}, 6_000);

describe('an inside port that is taken', () => {
  it('is told in one line that names the flag, exit 2', async () => {
    const { port } = new URL(serving.insideUrl);
    const { code, err } = await seamless([
      'serve',
      '--port',
      '0',
      '--inside-port',
      port,
      '--database',
      `sqlite:${folder}/other.db`,
      '--token',
      't',
    ]);
    expect([code, err.split('\n')]).toEqual([2, [expect.stringContaining('--inside-port')]]);
  });

  it.each([['70000', '--inside-port (INSIDE_PORT) must be a whole number from 0 to 65535']])(
    'or is no port is refused: %s',
    async (given, words) => {
      expect(await seamless(['serve', '--inside-port', given], {})).toMatchObject({
        code: 2,
        err: expect.stringContaining(words) as string,
      });
    },
  );
});
