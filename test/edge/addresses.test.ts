import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { callbackPath } from '../../generated/v1/protocol.ts';
import { createCallbackListener } from '../../src/edge/listener.ts';
import { createCallbackRouter } from '../../src/edge/router.ts';
import type { CallbackHandlers } from '../../src/edge/handler.ts';
import type { V1 } from '../../src/contract/types.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { addressVerifier } from '../../src/edge/addresses.ts';
import { listen } from '../../src/edge/listen.ts';
import { seamless } from '../support/commandLine.ts';
import { edges } from '../support/edges.ts';

const failed = async () => ({ result: 99, status: 'ERROR' }) as const;
const handlers: CallbackHandlers<V1> = {
  authenticate: failed,
  balance: async () => ({ result: 0, status: 'OK', data: { balance: 1n } }),
  bet: failed,
  win: failed,
  cancel: failed,
  status: failed,
};

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Calls from this machine, with an X-Forwarded-For, and tells the result. */
async function result(
  edge: (typeof edges)[number],
  allowedAddresses: string[],
  trustedProxies: string[],
  forwardedFor?: string,
): Promise<unknown> {
  const options = { tokens: ['t'], allowedAddresses };
  server =
    edge === 'listener'
      ? createServer(createCallbackListener(v1, handlers, { ...options, trustedProxies }))
      : createServer(
          express()
            .set('trust proxy', trustedProxies)
            .use(callbackPath, createCallbackRouter(v1, handlers, options)),
        );
  const url = (await listen(server, 0, '127.0.0.1')) + callbackPath;
  const headers = {
    'callback-token': 't',
    'content-type': 'application/json',
    ...(forwardedFor !== undefined && { 'x-forwarded-for': forwardedFor }),
  };
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: '{"command":"balance","data":{"account":"a"},"timestamp":"1","check":""}',
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { result: number }).result;
}

const proxy = ['127.0.0.1'];
const provider = ['198.51.100.0/24', '2001:db8::/32'];

describe.each(edges)('the list of allowed addresses, on the edge by %s', (edge) => {
  it.each<[says: string, allowed: string[], proxies: string[], forwardedFor: string | undefined, result: number]>([
    ['lets in who is on it', ['127.0.0.1'], [], undefined, 0],
    ['lets in who is of a network on it', ['127.0.0.0/8'], [], undefined, 0],
    ['lets in IPv4 that is written as IPv6', ['::ffff:127.0.0.1'], [], undefined, 0],
    ['keeps out, in the words for a wrong token, who is not', ['192.0.2.7', '10.0.0.0/8'], [], undefined, 100],
    ['keeps out everybody when it is empty', [], [], undefined, 100],
    ['believes no X-Forwarded-For when no proxy is trusted', provider, [], '198.51.100.7', 100],
    ['believes no X-Forwarded-For from somebody else than the proxy', provider, ['192.0.2.1'], '198.51.100.7', 100],
    ['is not fooled into keeping out, either', ['127.0.0.1'], [], '192.0.2.7', 0],
    ['believes the trusted proxy', provider, proxy, '198.51.100.7', 0],
    ['believes the trusted proxy of IPv6', provider, proxy, '2001:db8::7', 0],
    ['believes the trusted proxy of IPv4 that is written as IPv6', provider, proxy, '::ffff:198.51.100.7', 0],
    ['keeps out whom the trusted proxy names and who is not on it', provider, proxy, '192.0.2.7', 100],
    ['believes the proxy, not what the sender made up before it', provider, proxy, '198.51.100.7, 192.0.2.7', 100],
    ['goes back through several trusted proxies', provider, ['127.0.0.1', '10.0.0.0/8'], '198.51.100.7, 10.1.1.1', 0],
    [
      'goes back no further than to who is not trusted',
      provider,
      ['127.0.0.1', '10.0.0.0/8'],
      '198.51.100.7, 192.0.2.7, 10.1.1.1',
      100,
    ],
    ['knows the proxy itself when it names nobody', provider, proxy, undefined, 100],
    ['keeps out when the proxy names nothing sensible last', provider, proxy, '198.51.100.7, unknown', 100],
    ['keeps out when the proxy names nothing', provider, proxy, '', 100],
  ])('%s', async (_says, allowed, proxies, forwardedFor, expected) => {
    expect(await result(edge, allowed, proxies, forwardedFor)).toBe(expected);
  });
});

describe('an address', () => {
  it.each([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.0.0.255', '10.0.0.0/255.255.255.0', true],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['2001:db8:1::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::1', '127.0.0.1', false],
  ])('%s of %s: %s', (address, network, within) => {
    server = createServer();
    expect(addressVerifier([network])(address)).toBe(within);
  });
});

describe('seamless serve', () => {
  it.each([
    ['--allow', 'ALLOWED_ADDRESSES'],
    ['--trust-proxy', 'TRUSTED_PROXIES'],
  ])('%s that names no addresses is exit 2, with its name, and so is %s', async (flag, variable) => {
    server = createServer();
    for (const bad of ['operator.example', '10.0.0.0/33', '10.0.0', '', '10.0.0.1,', '2001:db8::/129', '1.2.3.4/-1']) {
      const expected = {
        code: 2,
        err: expect.stringContaining(`${flag} (${variable}) must be addresses and networks, as in`) as string,
      };
      expect(
        await seamless(['serve', '--port', '0', '--database', 'sqlite:/nowhere/x', `${flag}=${bad}`]),
      ).toMatchObject(expected);
      expect(
        await seamless(['serve', '--port', '0', '--database', 'sqlite:/nowhere/x'], { [variable]: bad }),
      ).toMatchObject(expected);
    }
  });
});
