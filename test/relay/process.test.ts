import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/relay/metrics.ts';
import { limits } from '../../src/relay/limits.ts';
import { scratch } from '../support/commandLine.ts';
import { startReferenceOperator } from '../support/referenceOperator.ts';
import { movement, startOperator, startRelay, token, writeOperators } from './harness.ts';

const [folder, remove] = scratch();
afterAll(remove);

interface Sent {
  readonly command: string;
  readonly data: { readonly trans_id: number };
}

/** An operator that accepts everything, but for what `hold` keeps without an answer. */
async function startAccepting(hold: (sent: Sent) => boolean) {
  const sent: Sent[] = [];
  const operator = await startOperator((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as Sent;
      sent.push(body);
      if (!hold(body)) response.end('{"result":0,"status":"OK","data":{"balance":5}}');
    });
  });
  return { ...operator, sent };
}

describe('a bet that is late by the relay itself', () => {
  it('is said not to be placed once its cancel is kept, and is not sent any more', async () => {
    const held = [movement(), movement()].map((bet) => Number(bet.transactionId));
    const operator = await startAccepting(({ command, data }) => command === 'bet' && held.includes(data.trans_id));
    const file = writeOperators(`${folder}/late`, [{ name: 'slow', url: operator.url, mostAtOnce: 1 }]);
    const relay = await startRelay(`sqlite:${folder}/late/outbox.db`, file);
    try {
      const before = held.map((id) => relay.ask('POST', '/operators/slow/bets', movement(String(id))));
      const late = movement();
      const answer = await relay.ask('POST', '/operators/slow/bets', late);
      expect(answer.body).toMatchObject({ outcome: 'not-placed' });
      // While it still is under way.
      const repeated = relay.ask('POST', '/operators/slow/bets', late);
      expect((await repeated).body).toMatchObject({ outcome: 'not-placed' });
      await Promise.all(before);
      const about = (): string[] =>
        operator.sent.filter(({ data }) => String(data.trans_id) === late.transactionId).map(({ command }) => command);
      await expect.poll(about).toEqual(['cancel']);
      const cancel = { account: 'anna', targetId: late.transactionId };
      await expect
        .poll(async () => (await relay.ask('POST', '/operators/slow/cancels', cancel)).body)
        .toMatchObject({ outcome: 'accepted' });
      expect((await relay.ask('POST', '/operators/slow/bets', late)).body).toMatchObject({ outcome: 'not-placed' });
    } finally {
      await relay.stop();
      operator.stop();
    }
  }, 40_000);

  it('is said to be pending where its operator is removed meanwhile', async () => {
    const silent = await startAccepting(({ command }) => command === 'bet');
    const at = `${folder}/removed`;
    const file = writeOperators(at, [{ name: 'slow', url: silent.url, mostAtOnce: 1 }]);
    const relay = await startRelay(`sqlite:${at}/outbox.db`, file);
    try {
      const before = relay.ask('POST', '/operators/slow/bets', movement());
      await expect.poll(() => silent.sent.length).toBe(1);
      const late = movement();
      const asked = relay.ask('POST', '/operators/slow/bets', late);
      await expect.poll(() => silent.sent.some(({ data }) => String(data.trans_id) === late.transactionId)).toBe(true);
      writeOperators(at, [{ name: 'another', url: silent.url }]);
      expect((await relay.ask('POST', '/reload')).status).toBe(200);
      expect(await asked).toMatchObject({ status: 202, body: { deliveryId: `slow:bet:${late.transactionId}` } });
      await before;
    } finally {
      await relay.stop();
      silent.stop();
    }
  }, 40_000);
});

describe('a relay that is stopped and started again', () => {
  it('finishes what is in flight, says no at /readyz meanwhile, and goes on with what is owed', async () => {
    let open = false;
    const operator = await startAccepting(() => !open);
    const file = writeOperators(`${folder}/stopped`, [{ name: 'casino', url: operator.url }]);
    const outbox = `sqlite:${folder}/stopped/outbox.db`;
    const first = await startRelay(outbox, file);
    const ready = async (): Promise<number> => (await fetch(`${first.insideUrl}/readyz`)).status;
    expect(await ready()).toBe(200);
    expect((await fetch(`${first.insideUrl}/livez`)).status).toBe(200);
    const win = movement();
    const bet = first.ask('POST', '/operators/casino/bets', movement());
    expect((await first.ask('POST', '/operators/casino/wins?waitMs=0', win)).status).toBe(202);
    const waiting = first.ask('POST', '/operators/casino/wins?waitMs=60000', movement());
    await expect.poll(() => operator.sent.length).toBe(3);
    const stopped = first.stop();
    await expect.poll(ready).toBe(503);
    expect((await waiting).status).toBe(202);
    expect((await bet).body).toMatchObject({ outcome: 'not-placed' });
    await stopped;

    open = true;
    const second = await startRelay(outbox, file);
    try {
      const settled = async (): Promise<unknown> => (await second.ask('POST', '/operators/casino/wins', win)).body;
      await expect.poll(settled).toEqual({
        outcome: 'accepted',
        balanceMinor: '500',
        deliveryId: `casino:win:${win.transactionId}`,
      });
    } finally {
      await second.stop();
      operator.stop();
    }
  }, 40_000);
});

describe('a serving relay', () => {
  it('tells its log and its figures who asked for what and what came of it, and no key', async () => {
    const operator = await startReferenceOperator({ anna: 1_000n }, token);
    const file = writeOperators(`${folder}/told`, [{ name: 'casino', url: operator.url }]);
    const relay = await startRelay(`sqlite:${folder}/told/outbox.db`, file);
    try {
      const bet = movement();
      await relay.ask('POST', '/operators/casino/bets', bet);
      await relay.ask('POST', '/operators/casino/bets', { ...bet, account: 1 });
      expect(relay.logged()).toMatchObject([
        { msg: 'operators', operators: ['casino'] },
        {
          msg: 'request',
          operation: 'bet',
          operator: 'casino',
          caller: expect.stringMatching(/^key-/) as string,
          httpStatus: 200,
          outcome: 'accepted',
          deliveryId: `casino:bet:${bet.transactionId}`,
        },
        { operation: 'bet', httpStatus: 400, code: 'invalid-request' },
      ]);
      const figures = await (await fetch(`${relay.insideUrl}/metrics`)).text();
      for (const line of [
        'seamless_relay_requests_total{operation="bet",operator="casino",http_status="200",outcome="accepted"} 1',
        'seamless_relay_requests_total{operation="bet",operator="casino",http_status="400",outcome="invalid-request"} 1',
        'seamless_relay_attempts_total{operator="casino",command="bet",outcome="replied"} 1',
        'seamless_relay_operator{operator="casino",what="paused"} 0',
        'seamless_relay_operators_file_usable 1',
      ])
        expect(figures).toContain(line);
      expect(JSON.stringify(relay.logged()) + figures).not.toContain(relay.key);
    } finally {
      await relay.stop();
      await operator.stop();
    }
  });

  it('answers what is no HTTP, and what is larger than it takes, as a problem', async () => {
    const operator = await startAccepting(() => false);
    const file = writeOperators(`${folder}/raw`, [{ name: 'casino', url: operator.url }]);
    const relay = await startRelay(`sqlite:${folder}/raw/outbox.db`, file);
    try {
      const { hostname, port } = new URL(relay.url);
      const said = await new Promise<string>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.write('nonsense\r\n\r\n'));
        let text = '';
        socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
        socket.on('close', () => resolve(text));
      });
      expect(said).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*application\/problem\+json[^]*"code":"invalid-request"/);
      const status = await new Promise((resolve, reject) => {
        const headers = { 'x-long': 'x'.repeat(limits.headerBytes) };
        httpRequest(relay.url, { headers }, ({ statusCode }) => resolve(statusCode))
          .on('error', reject)
          .end();
      });
      expect(status).toBe(431);
    } finally {
      await relay.stop();
      operator.stop();
    }
  });
});

it('figures of more operators than have a label of their own are told together', async () => {
  const metrics = createMetrics();
  const names = Array.from({ length: limits.operatorsInMetrics + 50 }, (_, index) => `operator-${index}`);
  metrics.serve(names);
  const attempt = { command: 'bet', atMs: 0, durationMs: 1, outcome: 'replied', httpStatus: 200, answer: '' } as const;
  for (const operator of names) metrics.attempt({ ...attempt, operator, verdict: 'accepted' });
  const figures = await metrics.registry.metrics();
  expect(figures.match(/^seamless_relay_attempts_total\{/gm)).toHaveLength(limits.operatorsInMetrics + 1);
  expect(figures).toContain('seamless_relay_attempts_total{operator="others",command="bet",outcome="replied"} 50');
});
