/** What an operator gets to see: the contract's examples, letter for letter where letters may matter. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { catalogueOf, chosen } from '../../src/certification/catalogue.ts';
import { certify } from '../../src/certification/certify.ts';
import { exampleOf } from '../../src/certification/examples.ts';
import type { AnyContract, ExampleRequest } from '../../src/contract/contract.ts';
import { contracts } from '../../src/contract/contracts.ts';
import { startOperator } from './operator/operator.ts';

interface Seen {
  readonly rawHeaders: readonly string[];
  readonly request: ExampleRequest;
}

/** All that the panel's cases send. */
async function trafficUnder(contract: AnyContract): Promise<Seen[]> {
  const operator = await startOperator({ contract, accounts: { main: { balanceMinor: 100_000n } } });
  const seen: Seen[] = [];
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ rawHeaders: request.rawHeaders, request: JSON.parse(body) as ExampleRequest });
    const headers = { 'content-type': 'application/json', 'callback-token': 't' };
    const answer = await fetch(operator.url, { method: 'POST', headers, body });
    response.setHeader('content-type', 'application/json').end(await answer.text());
  };
  const proxy = createServer((request, response) => void pass(request, response)).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${contract.callbackPath}`;
  const target = { url, token: 't', currencyDecimals: 2, account: 'main', others: {}, unknownAccount: 'nobody77' };
  const cases = chosen(catalogueOf(contract), ['panel.*']);
  const { results } = await certify({ contract, target, cases, strict: true, kitVersion: 'test', waitMs: 0 });
  proxy.closeAllConnections();
  proxy.close();
  await operator.stop();
  expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  return seen;
}

it.each(Object.entries(contracts))(
  'under %s each request has the fields and headers of its example',
  async (_name, contract) => {
    const seen = await trafficUnder(contract);
    const shapeOf = ({ data, ...rest }: ExampleRequest): unknown => [
      Object.keys(rest),
      Object.entries(data).map(([field, value]) => [field, typeof value]),
    ];
    const commands = new Set(seen.map(({ request }) => request.command));
    expect(commands).toEqual(new Set(contract.commands));
    for (const { request, rawHeaders } of seen) {
      const command = contract.commands.find((known) => known === request.command) ?? 'bet';
      expect(shapeOf(request)).toEqual(shapeOf(exampleOf(contract, command)));
      expect(rawHeaders).toEqual(expect.arrayContaining(['Callback-Token', 'Accept', 'Content-Type', 'User-Agent']));
    }
  },
);

it.each(Object.entries(contracts))(
  'under %s rounds are digits, and a cancel names the round of what it undoes',
  async (_name, contract) => {
    const requests = (await trafficUnder(contract)).map(({ request }) => request);
    const of = (command: string) => requests.filter((request) => request.command === command).map(({ data }) => data);
    for (const { round_id: round } of [...of('bet'), ...of('win'), ...of('cancel')]) expect(round).toMatch(/^[0-9]+$/);
    for (const cancel of of('cancel')) {
      const target = cancel['cancel_trans_guid'] ?? cancel['trans_id'];
      const undone = of('bet').find((bet) => (bet['trans_guid'] ?? bet['trans_id']) === target);
      expect(undone).toMatchObject({ round_id: cancel['round_id'], amount: cancel['amount'] ?? undone?.['amount'] });
    }
  },
);
