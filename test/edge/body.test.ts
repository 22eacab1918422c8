import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { maxBodyBytes } from '../../generated/v1/protocol.ts';
import { readBody } from '../../src/edge/body.ts';

/** What is read of a body that is sent in these pieces, by a listener that comes to it as `mount` lets it. */
async function read(pieces: readonly string[], mount: (listener: RequestListener) => RequestListener): Promise<string> {
  const server = createServer(
    mount((asked, response) => {
      const done: string[] = [];
      readBody(asked, maxBodyBytes, (body) => {
        done.push('httpStatus' in body ? String(body.message) : body.toString());
        // Whatever comes after this is not to be told.
        setTimeout(() => response.end(JSON.stringify(done)), 30);
      });
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: '127.0.0.1', port, method: 'POST' });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  );
  for (const piece of pieces) {
    await new Promise((resolve) => sent.write(piece, resolve));
    await sleep(20);
  }
  sent.end();
  const text = (await (await answered).toArray()).join('');
  server.close();
  return text;
}

const mounted: Readonly<Record<string, (listener: RequestListener) => RequestListener>> = {
  'at once': (listener) => listener,
  'in the middle of the body': (listener) => (asked, response) => void sleep(30).then(() => listener(asked, response)),
  'when the whole body has arrived': (listener) => (asked, response) =>
    void sleep(150).then(() => listener(asked, response)),
  'where somebody has paused it': (listener) => (asked, response) => {
    asked.pause();
    listener(asked, response);
    asked.resume();
  },
};

for (const [when, mount] of Object.entries(mounted)) {
  it(`a body is read once and as a whole, ${when}`, async () => {
    expect(await read(['{"a":', '1', '}'], mount)).toBe(JSON.stringify(['{"a":1}']));
    expect(await read(['one'], mount)).toBe(JSON.stringify(['one']));
    expect(await read([], mount)).toBe(JSON.stringify(['']));
  });

  it(`a body that is too large is told once, ${when}`, async () => {
    const half = ' '.repeat(maxBodyBytes / 2 + 1);
    expect(await read([half, half, half], mount)).toBe(
      JSON.stringify([`the body is larger than ${maxBodyBytes} bytes`]),
    );
  });
}
