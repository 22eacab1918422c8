/** The faults as the client sees them. */
import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { contracts, v1 } from '../../src/contract/contracts.ts';
import type { Command } from '../../src/contract/types.ts';
import { createCallbackClient } from '../../src/delivery/client.ts';
import { type Fault, faultKinds, faultsBy, parseFaultRule } from '../../src/mock/faults.ts';
import { type Mock, requestOf as requestIn, start, token } from './harness.ts';

describe.each(Object.values(contracts))('contract $name:', (contract) => {
  const requestOf = (command: Command) => requestIn(contract, command);
  let mock: Mock;
  beforeAll(async () => void (mock = await start(contract)));
  afterAll(() => mock.stop());

  const bet = contract.adapter.toData({ kind: 'bet', account: 'a', transactionId: '5', roundId: 'r', amountMinor: 1n });

  const clientOf = (url: string, prefer?: string) =>
    createCallbackClient(contract, {
      url,
      token,
      fetch: (request) => {
        if (prefer !== undefined) request.headers.set('prefer', prefer);
        return fetch(request);
      },
    });

  describe('Prefer: fault', () => {
    const betWith = (fault: Fault) => clientOf(mock.callbackUrl, `fault=${fault}`).bet(bet);

    it('timeout leaves the client without an answer until its deadline', async () => {
      const beganAtMs = performance.now();
      expect(await betWith('timeout')).toEqual({ kind: 'timed-out' });
      expect(performance.now() - beganAtMs).toBeGreaterThanOrEqual(contract.delivery.bet.deadlineMs - 1);
    });

    it('reset breaks the connection in the middle of the reply', async () => {
      expect(await betWith('reset')).toMatchObject({ kind: 'disconnected' });
      expect((await raw('reset')).error).toBe('ECONNRESET');
    });

    it('http-500 is an HTTP error without an envelope', async () => {
      expect(await betWith('http-500')).toEqual({
        kind: 'http-error',
        httpStatus: 500,
        body: 'Internal Server Error\n',
      });
    });

    it('html is HTTP 200 with a page in place of JSON', async () => {
      expect(await betWith('html')).toMatchObject({
        kind: 'broken-body',
        body: expect.stringMatching(/^<!doctype html>/) as string,
      });
    });

    it('truncated ends in the middle of the JSON, before its announced length', async () => {
      expect(await betWith('truncated')).toMatchObject({ kind: 'disconnected' });
      const { httpStatus, text, announcedBytes } = await raw('truncated');
      expect(httpStatus).toBe(200);
      expect(text.length).toBeGreaterThan(0);
      expect('{"result":0,"status":"OK","data":{"balance":100}}').toContain(text);
      expect(text.length).toBeLessThan(announcedBytes);
    });

    it.each(faultKinds)('%s strikes after the wait, and leaves the next callback alone', async (fault) => {
      const beganAtMs = performance.now();
      const outcome = await clientOf(mock.callbackUrl, `fault=${fault}, wait=200`).balance(
        contract.adapter.toData({ kind: 'enquiry', account: 'a' }),
        { signal: AbortSignal.timeout(600) },
      );
      expect(outcome.kind).not.toBe('replied');
      expect(performance.now() - beganAtMs).toBeGreaterThanOrEqual(199);
      expect(await clientOf(mock.callbackUrl).bet(bet)).toMatchObject({ kind: 'replied' });
    });
  });

  describe('a fault rule', () => {
    let faulty: Mock | undefined;
    afterEach(async () => {
      await faulty?.stop();
      faulty = undefined;
    });

    const sequence = async (rule: string, faultSeed: string, command: Command = 'bet'): Promise<string> => {
      const parsed = parseFaultRule(contract, rule);
      if (!parsed) throw new Error(rule);
      faulty = await start(contract, { faults: [parsed], faultSeed });
      let kinds = '';
      for (let count = 0; count < 60; count++) {
        const { httpStatus } = await faulty.post(JSON.stringify(requestOf(command))).catch(() => ({ httpStatus: 0 }));
        kinds += httpStatus === 200 ? '.' : 'x';
      }
      await faulty.stop();
      return kinds;
    };

    it('lets the same callbacks fail for the same seed, and others for another', async () => {
      const first = await sequence('bet=truncated:50%', '1');
      expect(first).toMatch(/^(?=.*x)(?=.*\.)/);
      expect(await sequence('bet=truncated:50%', '1')).toBe(first);
      expect(await sequence('bet=truncated:50%', '2')).not.toBe(first);
    });

    it('spares the other commands, and at 0% and 100% is certain', async () => {
      expect(await sequence('bet=truncated:100%', '1', 'win')).toBe('.'.repeat(60));
      expect(await sequence('bet=truncated:100%', '1')).toBe('x'.repeat(60));
      expect(await sequence('bet=truncated:0%', '1')).toBe('.'.repeat(60));
    });

    it('is outranked by what a request prefers', async () => {
      faulty = await start(contract, { faults: [{ command: 'bet', fault: 'reset', percent: 100 }], faultSeed: '1' });
      expect(await clientOf(faulty.callbackUrl, 'fault=html').bet(bet)).toMatchObject({ kind: 'broken-body' });
      expect(await clientOf(faulty.callbackUrl).bet(bet)).toMatchObject({ kind: 'disconnected' });
    });
  });

  /** What arrives of a faulty reply, byte by byte. */
  function raw(
    fault: Fault,
  ): Promise<{ httpStatus?: number | undefined; announcedBytes: number; text: string; error?: string | undefined }> {
    return new Promise((resolve) => {
      const headers = { 'callback-token': token, 'content-type': 'application/json', prefer: `fault=${fault}` };
      const request = httpRequest(mock.callbackUrl, { method: 'POST', headers }, (response) => {
        let text = '';
        const arrived = (error?: NodeJS.ErrnoException) =>
          resolve({
            httpStatus: response.statusCode,
            announcedBytes: Number(response.headers['content-length']),
            text,
            error: error?.code,
          });
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('error', arrived);
        response.on('end', () => arrived());
      });
      request.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ announcedBytes: 0, text: '', error: error.code }),
      );
      request.end(JSON.stringify(requestOf('bet')));
    });
  }
});

describe('draws', () => {
  const rules = [
    { command: 'bet', fault: 'timeout', percent: 10 },
    { command: 'bet', fault: 'html', percent: 0.5 },
    { command: 'win', fault: 'reset', percent: 30 },
  ] as const;

  it('come near their shares', () => {
    const draw = faultsBy(rules, '7');
    const bets = Array.from({ length: 20_000 }, () => draw('bet'));
    const percentOf = (fault: Fault): number => (100 * bets.filter((drawn) => drawn === fault).length) / bets.length;
    expect(Math.abs(percentOf('timeout') - 10)).toBeLessThan(1);
    expect(Math.abs(percentOf('html') - 0.5)).toBeLessThan(0.2);
    expect(percentOf('reset')).toBe(0);
  });

  it('do not depend on what other commands were sent between', () => {
    const [alone, mixed] = [faultsBy(rules, '7'), faultsBy(rules, '7')];
    for (let count = 0; count < 500; count++) {
      const expected = alone('bet');
      if (count % 3 === 0) mixed('win');
      expect(mixed('bet')).toBe(expected);
    }
  });

  it('are made for rules that can be read, and for no others', () => {
    expect(parseFaultRule(v1, 'bet=timeout:10%')).toEqual(rules[0]);
    expect(parseFaultRule(v1, 'bet=html:0.5%')).toEqual(rules[1]);
    for (const text of [
      '',
      'bet',
      'bet=timeout',
      'bet=timeout:10',
      'bet=timeout:101%',
      'bet=timeout:-1%',
      'steal=timeout:1%',
      'bet=slow:1%',
      'bet=toString:1%',
      ' bet=html:1%',
    ]) {
      expect(parseFaultRule(v1, text)).toBeUndefined();
    }
  });
});
