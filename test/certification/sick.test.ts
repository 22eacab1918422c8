/** Operators that are dead, dying, slow, or nothing of the kind: the run ends soon, and says why. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { catalogueOf, chosen } from '../../src/certification/catalogue.ts';
import { certify, type CertifyOptions } from '../../src/certification/certify.ts';
import { type Certification, exitCodeOf } from '../../src/certification/verdict.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { type Defect, startOperator, type TestOperator } from './operator/operator.ts';

const accounts = {
  main: { balanceMinor: 100_000n },
  second: { balanceMinor: 50_000n },
  poor: { balanceMinor: 333n },
  blocked: { balanceMinor: 1_000n, active: false },
};
const operatorWith = (...defects: Defect[]): Promise<TestOperator> => startOperator({ accounts, defects });

/** But those about restarts and signatures, which these do not have. */
const all = catalogueOf(v1).filter(({ needs }) => !needs.includes('restart') && !needs.includes('signature'));

const run = (
  url: string,
  more: Partial<CertifyOptions> = {},
  others = { second: 'second', poor: 'poor', blocked: 'blocked' },
) =>
  certify({
    contract: v1,
    target: { url, token: 't', currencyDecimals: 2, account: 'main', others, unknownAccount: 'nobody77' },
    cases: all,
    strict: false,
    kitVersion: 'test',
    waitMs: 0,
    ...more,
  });

type Answer = (response: ServerResponse, before: number, pass: () => Promise<string>) => Promise<void> | void;

/** Certifies what stands before an operator, and answers for it or passes on. */
async function runBehind(answer: Answer, more: Partial<CertifyOptions> = {}) {
  const operator = await operatorWith();
  let count = 0;
  const served = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const before = count++;
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = 'POST', headers } = request;
    await answer(response, before, async () => {
      const own = Object.entries(headers).filter(([name]) => /^(callback-token|content-type)$/.test(name));
      const passed = await fetch(operator.url, {
        method,
        headers: Object.fromEntries(own.map(([name, value]) => [name, String(value)])),
        body: Buffer.concat(chunks),
      });
      response.writeHead(passed.status, { 'content-type': passed.headers.get('content-type') ?? '' });
      return passed.text();
    });
  };
  const proxy = createServer((request, response) => void served(request, response).catch(() => response.destroy()));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const certification = await run(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}/callback`, more);
  proxy.closeAllConnections();
  proxy.close();
  await operator.stop();
  return { ...certification, asked: count, exitCode: exitCodeOf(certification), operator };
}

const reasonIn = ({ couldNotRun, couldNotPass }: Certification): string | undefined => couldNotRun ?? couldNotPass;

const passOn: Answer = async (response, _before, pass) => void response.end(await pass());
const after =
  (requests: number, then: Answer): Answer =>
  (response, before, pass) =>
    (before < requests ? passOn : then)(response, before, pass);

// What is waited for takes no work, and is waited for together.
describe.concurrent('a run ends early', () => {
  it.each<[string, Answer, number, RegExp]>([
    [
      'when everything is answered with 429',
      after(40, (response) => void response.writeHead(429).end('slow down')),
      2,
      /HTTP 429.*the last case that passed before was \w.*\d+ of \d+ cases were not run/,
    ],
    [
      'when it is 429 from the first request on',
      (response) => void response.writeHead(429).end('slow down'),
      2,
      /HTTP 429/,
    ],
    [
      'when nothing is answered any more',
      after(40, () => undefined),
      1,
      /it hangs: 3 requests.*the last case that passed before was/,
    ],
    ['when nothing was ever answered', () => undefined, 1, /takes connections and does not answer/],
  ])('%s', async (_name, answer, exitCode, reason) => {
    const certification = await runBehind(answer);
    expect([certification.exitCode, reasonIn(certification)]).toEqual([exitCode, expect.stringMatching(reason)]);
    expect(certification.asked).toBeLessThan(100);
  });

  it('when connections are refused, and names the last case that passed', async () => {
    const operator = await operatorWith();
    const certification = await run(operator.url, {
      onResult: (_result, done) => {
        if (done === 40) void operator.stop();
      },
    });
    expect(exitCodeOf(certification)).toBe(2);
    expect(certification.couldNotRun).toMatch(
      /can not be reached: .*ECONNREFUSED.*the last case that passed before was/,
    );
  });

  it('when somebody ends it, with what was found and the accounts put back', async () => {
    const operator = await operatorWith();
    const controller = new AbortController();
    const certification = await run(operator.url, {
      signal: controller.signal,
      onResult: (_result, done) => {
        if (done === 30) controller.abort();
      },
    });
    expect(exitCodeOf(certification)).toBe(130);
    expect(certification.results.length).toBeGreaterThanOrEqual(30);
    expect(certification.results.length).toBeLessThan(catalogueOf(v1).length);
    expect(['main', 'second', 'poor', 'blocked'].map((name) => operator.balanceOf(name))).toEqual([
      100_000n,
      50_000n,
      333n,
      1_000n,
    ]);
    await operator.stop();
  });
});

describe('an endpoint that answers, but not in the protocol, is not certified', () => {
  it.each<[string, Answer, RegExp]>([
    ['a page', (response) => void response.setHeader('content-type', 'text/html').end('<html>Welcome'), /not JSON/],
    ['HTTP 500 and nothing', (response) => void response.writeHead(500).end(), /HTTP 500/],
    [
      'a renamed envelope',
      (response) => void response.end('{"code":0,"status":"OK","data":{"balance":1}}'),
      /without a number in result/,
    ],
    [
      'a nested envelope',
      async (response, _before, pass) => void response.end(`{"response":${await pass()}}`),
      /without a number in result/,
    ],
    [
      'a byte order mark',
      async (response, _before, pass) => void response.end(`\uFEFF${await pass()}`),
      /byte order mark/,
    ],
    [
      'text after its JSON',
      async (response, _before, pass) => void response.end(`${await pass()}\nOK`),
      /or more than that/,
    ],
    [
      'gzip that nobody asked for',
      async (response, _before, pass) => void response.end(gzipSync(await pass())),
      /compressed/,
    ],
  ])('%s', async (_name, answer, reason) => {
    const { exitCode, couldNotPass } = await runBehind(answer);
    expect([exitCode, couldNotPass]).toEqual([1, expect.stringMatching(reason)]);
  });

  it.each<[string, Answer, RegExp]>([
    ['HTTP 404', (response) => void response.writeHead(404).end('nothing here'), /is the path right/],
    [
      'HTTP 404 in the envelope of the protocol',
      (response) => void response.writeHead(404).end('{"result":99,"status":"ERROR"}'),
      /answers HTTP 404: no callback is there; is the path right/,
    ],
    ['a redirect', (response) => void response.writeHead(302, { location: '/' }).end(), /elsewhere/],
    ['a gateway without a server', (response) => void response.writeHead(502).end(), /does not reach it/],
    ['HTTP 401', (response) => void response.writeHead(401).end(), /does not take the token/],
  ])('but %s is a matter of what was given', async (_name, answer, reason) => {
    const { exitCode, couldNotRun } = await runBehind(answer);
    expect([exitCode, couldNotRun]).toEqual([2, expect.stringMatching(reason)]);
  });
});

describe('an account that is not what it was given for', () => {
  it.each<[object, string]>([
    [{ second: 'second', poor: 'poor', blocked: 'main2' }, 'account main2 may play'],
    [{ second: 'blocked', poor: 'poor', blocked: 'blocked' }, 'account blocked may not play'],
  ])('is told: %j', async (others, why) => {
    const operator = await startOperator({ accounts: { ...accounts, main2: { balanceMinor: 1n } } });
    const certification = await run(operator.url, {}, others as never);
    await operator.stop();
    expect([exitCodeOf(certification), certification.couldNotRun]).toEqual([2, expect.stringContaining(why)]);
  });

  it('is told, when it should be unknown', async () => {
    const operator = await startOperator({ accounts: { ...accounts, nobody77: { balanceMinor: 1n } } });
    const certification = await run(operator.url);
    await operator.stop();
    expect(certification.couldNotRun).toContain('the operator knows account nobody77');
  });
});

it('a command that is always late fails its deadline once, and what needs it is skipped for that', async () => {
  const operator = await operatorWith('slow-bets');
  const { results } = await run(operator.url, {
    cases: chosen(all, ['panel.*', 'money.*', 'protocol.deadline']),
  });
  await operator.stop();
  expect(results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual(['protocol.deadline']);
  const skipped = results.filter((result) => result.outcome === 'skipped');
  expect(skipped.length).toBeGreaterThan(20);
  for (const { reason } of skipped) expect(reason).toContain('bet was late three times');
}, 60_000);

it('the noise of floats is one failure, beside that of a sum that no float holds', async () => {
  const operator = await operatorWith('float-balance');
  const { results } = await run(operator.url);
  await operator.stop();
  expect(results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual([
    'money.win.seventeen-digits',
    'protocol.reply.decimals',
  ]);
});
