import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { exchange } from '../../src/conformance/wire.ts';
import { endlessBody } from '../endlessBody.ts';

const server = createServer((_request, response) => void endlessBody().pipe(response));

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('a reply without end is told as that, and is not waited for', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const answer = await exchange({ url, method: 'POST', headers: {}, body: '', agent: undefined, patienceMs: 500 }, '', 2);
  expect(answer.exchange.received).toBeUndefined();
  expect(answer.exchange.problem).toMatch(/^the reply is larger than \d+ bytes$/);
});
