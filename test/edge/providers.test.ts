/** Several providers on one URL, over real HTTP: whose request it is, and what holds for it, is told by its token. */
import { createServer, request as httpRequest, type Server } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Callback } from '../../src/contract/callback.ts';
import { contracts, v1, v4 } from '../../src/contract/contracts.ts';
import { signatureHeaders, signerWith } from '../../src/contract/signature.ts';
import type { CallbackEvent } from '../../src/edge/core.ts';
import { listen } from '../../src/edge/listen.ts';
import { createProvidersListener } from '../../src/edge/listener.ts';
import { type CallbackProvider, type ProviderDirectory, providerDirectory } from '../../src/edge/providers.ts';
import { createProvidersRouter } from '../../src/edge/router.ts';
import type { Wallet } from '../../src/edge/served.ts';
import { tokenHash } from '../../src/edge/token.ts';
import { edges } from '../support/edges.ts';

const secretOf = (text: string): string => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`;
const [secret, nextSecret] = [secretOf('secret'), secretOf('next')];

const old: CallbackProvider = {
  name: 'old',
  contracts: [v1],
  tokenHashes: [tokenHash('old-token'), tokenHash('old-token-2')],
  currencyDecimals: 2,
};
const modern: CallbackProvider = {
  name: 'modern',
  contracts: [v4],
  tokenHashes: [tokenHash('modern-token')],
  currencyDecimals: 0,
};
const afar: CallbackProvider = {
  ...old,
  name: 'afar',
  tokenHashes: [tokenHash('afar-token')],
  allowedAddresses: ['192.0.2.0/24'],
};
const near: CallbackProvider = {
  ...old,
  name: 'near',
  tokenHashes: [tokenHash('near-token')],
  allowedAddresses: ['127.0.0.1'],
};
const watched: CallbackProvider = {
  ...old,
  name: 'watched',
  tokenHashes: [tokenHash('watched-token')],
  signature: { mode: 'observe', secrets: [secret] },
};
const signed: CallbackProvider = {
  ...old,
  name: 'signed',
  tokenHashes: [tokenHash('signed-token')],
  signature: { mode: 'required', secrets: [secret, nextSecret] },
};
const all = [old, modern, afar, near, watched, signed];

describe.each(edges)('providers on one URL, by %s', (edge) => {
  let server: Server;
  let url: string;
  let directory: ProviderDirectory;
  let events: CallbackEvent[];
  let asked: Callback[];

  beforeAll(async () => {
    const wallet: Wallet = async (callback) => {
      asked.push(callback);
      return { result: 'accepted', balanceMinor: 100n };
    };
    const options = { observe: (event: CallbackEvent) => void events.push(event) };
    const providers = (): ProviderDirectory => directory;
    server =
      edge === 'listener'
        ? createServer(createProvidersListener(providers, wallet, { ...options, trustedProxies: ['127.0.0.1'] }))
        : createServer(
            express()
              .set('trust proxy', '127.0.0.1')
              .use(v1.callbackPath, createProvidersRouter(providers, wallet, options)),
          );
    url = (await listen(server, 0, '127.0.0.1')) + v1.callbackPath;
  });
  beforeEach(() => {
    directory = providerDirectory(all);
    events = [];
    asked = [];
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function post(token: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const usual = { 'callback-token': token, 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers: { ...usual, ...headers }, body });
    return [response.status, await response.json()];
  }
  const asking = (command: string, data: object): string =>
    JSON.stringify({ command, data: { account: 'a', ...data }, timestamp: '1', check: '' });
  const balance = asking('balance', {});
  const v1Bet = (amount: unknown = 1): string => asking('bet', { trans_id: 7, round_id: 'r', amount });
  const v4Bet = (amount: unknown = 1): string => asking('bet', { trans_guid: 'g7', round_id: 'r', amount });
  const served = (told: number): unknown => [200, { result: 0, status: 'OK', data: { balance: told } }];
  const asWrongToken = [200, { result: 100, status: 'ERROR' }];
  const violation = [400, expect.objectContaining({ result: 99 })];

  it.each([
    ['old-token', 'old', 1],
    ['old-token-2', 'old', 1],
    ['modern-token', 'modern', 100],
  ])('%s tells that it is %s, and its decimals', async (token, provider, told) => {
    expect(await post(token, balance)).toEqual(served(told));
    expect(asked).toMatchObject([{ provider, account: 'a' }]);
    expect(events).toMatchObject([{ provider, command: 'balance', result: 0 }]);
  });

  it.each(['other-token', '', 'old-toke', 'old-token, modern-token', tokenHash('old-token')])(
    'the token %j is nobody',
    async (token) => {
      expect(await post(token, balance)).toEqual(asWrongToken);
      expect(asked).toEqual([]);
      expect(events).toHaveLength(1);
      expect(events[0]).not.toHaveProperty('provider');
    },
  );

  it("a token of one provider never reaches another's contracts", async () => {
    expect(await post('old-token', v1Bet())).toEqual(served(1));
    expect(await post('modern-token', v4Bet())).toEqual(served(100));
    expect(asked).toMatchObject([
      { provider: 'old', transactionId: '7' },
      { provider: 'modern', transactionId: 'g7' },
    ]);
    expect(await post('old-token', v4Bet())).toEqual(violation);
    expect(await post('modern-token', v1Bet())).toEqual(violation);
    expect(asked).toHaveLength(2);
    expect(events.slice(2)).toMatchObject([{ provider: 'old' }, { provider: 'modern' }]);
  });

  it('amounts are read in the currency of the provider', async () => {
    expect(await post('old-token', v1Bet(1.5))).toEqual(served(1));
    expect(asked).toMatchObject([{ amountMinor: 150n }]);
    expect(await post('modern-token', v4Bet(1.5))).toEqual(violation);
    expect(await post('modern-token', v4Bet(15))).toEqual(served(100));
    expect(asked).toMatchObject([{ amountMinor: 150n }, { amountMinor: 15n }]);
  });

  it.each([
    ['near-token', undefined, true],
    ['afar-token', undefined, false],
    ['afar-token', '192.0.2.7', true],
    ['near-token', '192.0.2.7', false],
    ['old-token', '203.0.113.9', true],
  ])('addresses are allowed for each provider: %s from %s: %s', async (token, forwardedFor, allowed) => {
    const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
    expect(await post(token, balance, headers)).toEqual(allowed ? served(1) : asWrongToken);
    if (!allowed)
      expect(events).toMatchObject([
        { provider: token.replace('-token', ''), problem: `the address ${forwardedFor ?? '127.0.0.1'} is not allowed` },
      ]);
    expect(asked).toHaveLength(allowed ? 1 : 0);
  });

  it('who may not call from there is told nothing of what else is wrong', async () => {
    expect(await post('afar-token', '{', { 'content-type': 'text/plain' })).toEqual(asWrongToken);
  });

  it('another directory is effective at the next request', async () => {
    expect(await post('late-token', balance)).toEqual(asWrongToken);
    const late = { ...modern, name: 'late', tokenHashes: [tokenHash('late-token')] };
    directory = providerDirectory([{ ...old, contracts: [v1, v4], currencyDecimals: 0 }, late]);
    expect(await post('late-token', balance)).toEqual(served(100));
    expect(await post('old-token', balance)).toEqual(served(100));
    expect(await post('old-token', v4Bet())).toEqual(served(100));
    expect(await post('modern-token', balance)).toEqual(asWrongToken);
    directory = providerDirectory([]);
    expect(await post('late-token', balance)).toEqual(asWrongToken);
  });

  describe('signatures', () => {
    const by = (key: string, offMs = 0, body = balance) => signerWith(key)('msg-1', body, Date.now() + offMs);
    const { signature } = signatureHeaders;
    const wrong: [note: string, headers: Readonly<Record<string, string>>][] = [
      ['unsigned', {}],
      ['malformed-signature', { [signature]: by(secret)[signature] ?? '' }],
      ['malformed-signature', { ...by(secret), [signature]: '' }],
      ['wrong-signature', by(secretOf('another'))],
      ['wrong-signature', by(secret, 0, `${balance} `)],
      ['stale-signature', by(secret, -310_000)],
      ['stale-signature', by(secret, 310_000)],
    ];

    it.each(wrong)('that are required refuse what is %s as a wrong token', async (note, headers) => {
      expect(await post('signed-token', balance, headers)).toEqual(asWrongToken);
      expect(asked).toEqual([]);
      expect(events).toMatchObject([
        { provider: 'signed', result: 100, notes: [note], problem: expect.stringMatching(/sign/) as string },
      ]);
    });

    it.each(wrong)('that are only observed note what is %s', async (note, headers) => {
      expect(await post('watched-token', balance, headers)).toEqual(served(1));
      expect(asked).toMatchObject([{ provider: 'watched' }]);
      expect(events).toMatchObject([{ provider: 'watched', result: 0, notes: [note] }]);
      await post('watched-token', '{', headers);
      expect(events[1], 'also with a refusal').toMatchObject({ httpStatus: 400, notes: [expect.any(String)] });
    });

    it.each([
      ['one secret', secret],
      ['the other', nextSecret],
    ])('that are right serve, by %s', async (_which, key) => {
      expect(await post('signed-token', balance, by(key))).toEqual(served(1));
      const { notes, provider } = events[0] ?? {};
      expect([notes, provider]).toEqual([[], 'signed']);
    });

    it('are over the bytes as they came', async () => {
      const spaced = ` ${JSON.stringify(JSON.parse(balance), null, 3)}\n`;
      expect(await post('signed-token', spaced, by(secret, 0, spaced))).toEqual(served(1));
      expect(await post('signed-token', spaced, by(secret))).toEqual(asWrongToken);
    });

    it('are asked before anything is told of the body', async () => {
      expect(await post('signed-token', '{')).toEqual(asWrongToken);
      expect(await post('signed-token', '{', by(secret, 0, '{'))).toEqual(violation);
    });

    it('that come twice are none', async () => {
      for (const name of Object.values(signatureHeaders))
        expect(
          await postRaw(url, 'signed-token', balance, { ...by(secret), [name]: twice(by(secret)[name]) }),
        ).toContain('"result":100');
      expect(await postRaw(url, 'signed-token', balance, by(secret))).toContain('"result":0');
    });

    it('are not looked at where nobody asked for them', async () => {
      expect(await post('old-token', balance, by(secretOf('another')))).toEqual(served(1));
      expect(events[0]?.notes).toEqual([]);
    });

    it("of one provider are not another's", async () => {
      expect(await post('signed-token', balance, by(secret))).toEqual(served(1));
      expect(await post('other-token', balance, by(secret))).toEqual(asWrongToken);
    });
  });
});

describe('a directory', () => {
  it.each<[string, CallbackProvider[], string]>([
    ['two of one name', [old, { ...modern, name: 'old' }], 'two providers have the name old'],
    [
      'one token for two',
      [old, { ...modern, tokenHashes: [tokenHash('old-token')] }],
      'providers old and modern have the same token',
    ],
    ['no token', [{ ...old, tokenHashes: [] }], 'provider old needs at least one token'],
    [
      'a token in place of its hash',
      [{ ...old, tokenHashes: ['old-token'] }],
      'provider old: a token must be given as its SHA-256',
    ],
    ['an empty token', [{ ...old, tokenHashes: [tokenHash('')] }], 'provider old: a token must be'],
    ['an address that is none', [{ ...old, allowedAddresses: ['10.0.0.0/33'] }], "provider old can't be served: "],
    ['no secret', [{ ...old, signature: { mode: 'required', secrets: [] } }], 'at least one signing secret'],
    [
      'a secret that is none',
      [{ ...old, signature: { mode: 'observe', secrets: ['x'] } }],
      'a signing secret must be whsec_',
    ],
  ])('with %s is refused', (_what, providers, problem) => {
    expect(() => providerDirectory(providers)).toThrow(problem);
  });

  it('prints no secret when it is refused', () => {
    expect(() => providerDirectory([{ ...old, signature: { mode: 'observe', secrets: ['hush'] } }])).not.toThrow(
      'hush',
    );
  });

  it('may have one token twice for one provider', () => {
    const { find } = providerDirectory([{ ...old, tokenHashes: [tokenHash('x'), tokenHash('x')] }]);
    expect(find('x')?.name).toBe('old');
  });
});

it('who is not known is answered alike in all contracts', () => {
  for (const { tokenHeader, results } of Object.values(contracts)) {
    expect(tokenHeader).toBe(v1.tokenHeader);
    expect([results.failed, results.wrongToken]).toEqual([v1.results.failed, v1.results.wrongToken]);
  }
});

const twice = (value = ''): string[] => [value, value];

/** As no client sends it: a header of several values as that many lines. */
function postRaw(
  url: string,
  token: string,
  body: string,
  headers: Readonly<Record<string, string | string[]>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const usual = { 'callback-token': token, 'content-type': 'application/json' };
    const request = httpRequest(url, { method: 'POST', headers: { ...usual, ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
    request.end(body);
  });
}
