/** What takes its time on the way to an operator, or in it, and is no failure. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { catalogueOf, chosen } from '../../src/certification/catalogue.ts';
import { certify } from '../../src/certification/certify.ts';
import type { CaseResult } from '../../src/certification/verdict.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { startOperator } from './operator/operator.ts';

const accounts = { main: { balanceMinor: 100_000n }, second: { balanceMinor: 50_000n } };

/** Certifies by one case an operator to which everything passes only after `delay`. */
async function certifyBehind(delay: (body: string) => Promise<void>, id: string): Promise<CaseResult | undefined> {
  const operator = await startOperator({ accounts });
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    await delay(body);
    const headers = { 'content-type': 'application/json', 'callback-token': 't' };
    const answer = await fetch(operator.url, { method: 'POST', headers, body });
    response.setHeader('content-type', 'application/json').end(await answer.text());
  };
  const proxy = createServer((request, response) => void pass(request, response)).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${v1.callbackPath}`;
  const others = { second: 'second' };
  const target = { url, token: 't', currencyDecimals: 2, account: 'main', others, unknownAccount: 'nobody77' };
  const { results } = await certify({
    ...{ contract: v1, target, cases: chosen(catalogueOf(v1), [id]) },
    ...{ strict: true, kitVersion: 'test', waitMs: 0 },
  });
  proxy.closeAllConnections();
  proxy.close();
  await operator.stop();
  return results[0];
}

/** Those of one key wait for each other, 20 ms each. */
function locked(keyOf: (body: string) => string): (body: string) => Promise<void> {
  const turns = new Map<string, Promise<void>>();
  return (body) => {
    const key = keyOf(body);
    const turn = (turns.get(key) ?? Promise.resolve()).then(() => pause(20));
    turns.set(key, turn);
    return turn;
  };
}

it.each<[string, (body: string) => Promise<void>, boolean]>([
  ['one lock for all players', locked(() => 'all'), true],
  ['a lock for each player', locked((body) => /"account":"(\w+)"/.exec(body)?.[1] ?? ''), false],
  ['a line of 50 ms', () => pause(50), false],
])('tells of players that wait for each other, and fails nothing for it: %s', async (_name, delay, isTold) => {
  const result = await certifyBehind(delay, 'money.players.apart');
  expect([result?.outcome, result?.note]).toEqual([
    'passed',
    isTold ? expect.stringContaining('two players wait for each other') : undefined,
  ]);
});

it('tries as many small movements as there is time for, and says how many', async () => {
  const result = await certifyBehind(() => pause(100), 'money.sum.thousand');
  expect([result?.outcome, result?.note]).toEqual([
    'passed',
    expect.stringMatching(/^[1-9]00 of a thousand movements were tried/),
  ]);
});
