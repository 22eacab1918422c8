import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratch } from '../support/commandLine.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';
import { movement, type Relay, startRelay, token, writeOperators } from './harness.ts';

const [folder, remove] = scratch();
afterAll(remove);

let operator: ReferenceOperator;
beforeAll(async () => {
  operator = await startReferenceOperator({ anna: 1_000_000n }, token);
  return () => operator.stop();
});

describe('whatever is sent', () => {
  let relay: Relay;
  beforeAll(async () => {
    const file = writeOperators(`${folder}/sent`, [{ name: 'casino', url: operator.url }]);
    relay = await startRelay(`sqlite:${folder}/sent/outbox.db`, file);
    return () => relay.stop();
  });

  /** Movements with something else in one place, and anything at all. */
  const bodies = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string(),
    fc
      .tuple(fc.constantFrom('account', 'transactionId', 'roundId', 'amountMinor', 'play', 'more'), fc.jsonValue())
      .map(([field, value]) => JSON.stringify({ ...movement(), [field]: value })),
    fc
      .tuple(fc.constantFrom('account', 'transactionId', 'roundId'), fc.string({ unit: 'binary', maxLength: 70 }))
      .map(([field, value]) => JSON.stringify({ ...movement(), [field]: value })),
  );

  it('is carried out or refused as a problem, and is never a failure of the relay', async () => {
    const paths = fc.constantFrom('bets', 'wins?waitMs=0', 'cancels?waitMs=0', 'authenticate', 'retry');
    await fc.assert(
      fc.asyncProperty(paths, bodies, async (path, body) => {
        const { status, type } = await relay.ask('POST', `/operators/casino/${path}`, body);
        expect([200, 202, 400, 409]).toContain(status);
        expect(type).toMatch(status < 300 ? /^application\/json/ : /^application\/problem\+json/);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('is read no deeper than it may be', async () => {
    const deep = '['.repeat(8_000) + ']'.repeat(8_000);
    const { status, body } = await relay.ask('POST', '/operators/casino/bets', `{"play":${deep}}`);
    expect([status, body]).toEqual([400, expect.objectContaining({ code: 'invalid-request' })]);
  });
});

describe('a relay whose PostgreSQL goes away', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
    return () => cluster.remove();
  });

  it('says so, at /readyz too, and goes on by itself; what is repeated is done once', async () => {
    const file = writeOperators(`${folder}/away`, [{ name: 'casino', url: operator.url }]);
    const relay = await startRelay(await cluster.createDatabase(), file);
    try {
      const before = await operator.balanceOf('anna');
      const bet = movement();
      expect((await relay.ask('POST', '/operators/casino/bets', bet)).status).toBe(200);
      await cluster.kill();
      const late = movement();
      const refused = await relay.ask('POST', '/operators/casino/bets', late);
      expect([refused.status, refused.body]).toEqual([503, expect.objectContaining({ code: 'outbox-away' })]);
      expect((await fetch(`${relay.insideUrl}/readyz`)).status).toBe(503);
      expect((await relay.ask('GET', `/deliveries/casino:bet:${bet.transactionId}`)).status).toBe(503);

      await cluster.start();
      await expect.poll(async () => (await fetch(`${relay.insideUrl}/readyz`)).status).toBe(200);
      expect((await relay.ask('POST', '/operators/casino/bets', bet)).body).toMatchObject({ outcome: 'accepted' });
      await expect.poll(async () => (await relay.ask('POST', '/operators/casino/bets', late)).status).toBe(200);
      const { body } = await relay.ask('POST', '/operators/casino/bets', late);
      const taken = (body as { outcome: string }).outcome === 'accepted' ? 1_000n : 500n;
      expect(await operator.balanceOf('anna')).toBe(before - taken);
    } finally {
      await relay.stop();
    }
  }, 60_000);
});
