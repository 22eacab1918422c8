/** What a sender with a signing secret sends, at each attempt. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/contracts.ts';
import { signatureVerifier } from '../../src/contract/signature.ts';
import { createCallbackClient } from '../../src/delivery/client.ts';
import { listen } from '../../src/edge/listen.ts';
import { fails, says } from './answers.ts';
import { type Harness, movement, startHarness, target } from './harness.ts';

const signingSecret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;
const verify = signatureVerifier([signingSecret]);

interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const idOf = ({ headers }: Got): unknown => headers['webhook-id'];
const problemOf = ({ headers, body }: Got): string | undefined => verify(headers, body, Date.now());

/** Notes what comes with its bytes and headers, before anything else looks at it. */
function noted(server: Server): Got[] {
  const got: Got[] = [];
  server.prependListener('request', (request) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => got.push({ headers: request.headers, body: Buffer.concat(chunks) }));
  });
  return got;
}

describe.each(Object.values(contracts))('a delivery in contract $name', (contract) => {
  let harness: Harness;
  let got: Got[];
  beforeEach(async () => {
    harness = await startHarness(contract);
    got = noted(harness.server);
  });
  afterEach(() => harness.stop());

  it('with a secret signs every attempt, and the id of a movement stays the same through all of them', async () => {
    const delivery = harness.start({ signingSecret });
    harness.answer = fails['HTTP 500'];
    const win = movement();
    expect(await delivery.win(win)).toEqual({ kind: 'unresolved' });
    await delivery.close();
    expect(got).toHaveLength(contract.delivery.win.attempts);
    const later = harness.start({ signingSecret });
    await later.retry([`casino:win:${win.transactionId}`]);
    await later.close();
    expect(got).toHaveLength(2 * contract.delivery.win.attempts);
    expect(new Set(got.map(problemOf))).toEqual(new Set([undefined]));
    expect(new Set(got.map(idOf)).size).toBe(1);
  });

  it('gives a lost bet and its cancel ids of their own, and every other movement another', async () => {
    const delivery = harness.start({ signingSecret });
    harness.answer = (received, response) =>
      (received.command === 'bet'
        ? fails['a lost connection']
        : says('{"result":0,"status":"OK","data":{"balance":1}}'))(received, response);
    await delivery.bet(movement());
    await delivery.bet(movement());
    await delivery.win(movement());
    await delivery.cancel(target());
    await delivery.close();
    expect(got).toHaveLength(6);
    expect(new Set(got.map(idOf)).size).toBe(6);
    expect(new Set(got.map(problemOf))).toEqual(new Set([undefined]));
  });

  it('has another id for every enquiry', async () => {
    const delivery = harness.start({ signingSecret });
    await delivery.balance({ account: 'a' });
    await delivery.balance({ account: 'a' });
    await delivery.close();
    expect(got.map(problemOf)).toEqual([undefined, undefined]);
    expect(new Set(got.map(idOf)).size).toBe(2);
  });

  it('without a secret signs nothing', async () => {
    await harness.delivery.win(movement());
    expect(got.map(problemOf)).toEqual(['unsigned']);
  });

  it('with a secret that is none is refused', () => {
    expect(() => harness.start({ signingSecret: 'whsec_' })).toThrow('a signing secret must be whsec_');
  });
});

describe.each(Object.values(contracts))('the client of contract $name', (contract) => {
  it('signs what it sends, with the id that it is given or one of its own', async () => {
    const server = createServer(
      (_request, response) => void response.end('{"result":0,"status":"OK","data":{"balance":1}}'),
    );
    const got = noted(server);
    const url = await listen(server, 0, '127.0.0.1');
    const client = createCallbackClient(contract, { url, token: 't', signingSecret });
    await client.balance({ account: 'ännä' });
    await client.balance({ account: 'ännä' }, { webhookId: 'mine' });
    server.closeAllConnections();
    server.close();
    expect(got.map(problemOf)).toEqual([undefined, undefined]);
    expect(got.map(idOf)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 'mine']);
    expect(got.map(({ headers }) => headers['callback-token'])).toEqual(['t', 't']);
  });
});
