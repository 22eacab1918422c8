import { type Agent, createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { exchange } from '../../src/certification/wire.ts';
import { endlessBody } from '../support/endlessBody.ts';

const send = (url: string, agent: Agent | false = false) =>
  exchange(
    { url, method: 'POST', headers: {}, body: '', agent, patienceMs: 1_000, title: 'bet' },
    { tokenHeader: 'callback-token', token: '', currencyDecimals: 2 },
  );

/** Answers of a server that is asked by `ask`. */
async function answersOf<Result>(
  answer: (response: ServerResponse) => void,
  ask: (url: string, server: Server) => Promise<Result>,
): Promise<Result> {
  const server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('a reply without end is told as that, and is not waited for', async () => {
  const { exchange: told } = await answersOf(
    (response) => void endlessBody().pipe(response),
    (url) => send(url),
  );
  expect(told.received).toBeUndefined();
  expect(told.problem).toMatch(/^the reply is larger than \d+ bytes$/);
});

it('a reply that switches protocols is told as that', async () => {
  const switches = (response: ServerResponse): void =>
    void response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: none\r\n\r\n');
  const { exchange: told } = await answersOf(switches, (url) => send(url));
  expect(told).toMatchObject({ problem: 'the answer is HTTP 101, which nobody asked for' });
});

it('a connection of its own is a new one', async () => {
  let connections = 0;
  await answersOf(
    (response) => void response.end('{}'),
    async (url, server) => {
      server.on('connection', () => connections++);
      for (let n = 0; n < 3; n++) await send(url);
    },
  );
  expect(connections).toBe(3);
});
