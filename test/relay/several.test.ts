import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratch } from '../support/commandLine.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';
import { movement, type Relay, startOperator, startRelay, token, writeOperators } from './harness.ts';

/** Two relays on one PostgreSQL. */
let cluster: Cluster;
let operator: ReferenceOperator;
let relays: [Relay, Relay];
let stopOther: () => void;

beforeAll(async () => {
  const [folder, remove] = scratch();
  cluster = await startCluster();
  operator = await startReferenceOperator({ anna: 1_000_000n }, token);
  const silent = await startOperator((request) => void request.resume());
  stopOther = () => silent.stop();
  const outbox = await cluster.createDatabase();
  const file = writeOperators(folder, [
    { name: 'casino', url: operator.url },
    { name: 'silent', url: silent.url },
  ]);
  relays = [await startRelay(outbox, file), await startRelay(outbox, file)];
  return remove;
});
afterAll(async () => {
  stopOther();
  await Promise.all(relays.map((relay) => relay.stop()));
  await operator.stop();
  await cluster.remove();
}, 60_000);

it('the same bet sent to both at once is one delivery, and both tell the same', async () => {
  const before = await operator.balanceOf('anna');
  for (let round = 0; round < 10; round++) {
    const bet = movement();
    const answers = await Promise.all(
      [0, 1, 0, 1].map((which) => relays[which === 0 ? 0 : 1].ask('POST', '/operators/casino/bets', bet)),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ outcome: 'accepted', deliveryId: `casino:bet:${bet.transactionId}` });
    }
  }
  expect(await operator.balanceOf('anna')).toBe(before - 5_000n);
});

it('a bet that is late at one is told as not placed by the other, too', async () => {
  const bet = movement();
  const answers = await Promise.all(relays.map((relay) => relay.ask('POST', '/operators/silent/bets', bet)));
  for (const { body } of answers) expect(body).toMatchObject({ outcome: 'not-placed' });
}, 20_000);

it('what is paused at one is paused at the other within seconds, and resumed so', async () => {
  const pausedAtSecond = async (): Promise<unknown> =>
    ((await relays[1].ask('GET', '/operators/casino')).body as { paused: boolean }).paused;
  await relays[0].ask('POST', '/operators/casino/pause');
  await expect.poll(pausedAtSecond).toBe(true);
  expect((await relays[1].ask('POST', '/operators/casino/bets', movement())).status).toBe(503);
  await relays[1].ask('POST', '/operators/casino/resume');
  expect(await pausedAtSecond()).toBe(false);
  await expect.poll(async () => (await relays[0].ask('POST', '/operators/casino/bets', movement())).status).toBe(200);
});

it('the list of what was settled has every end once, behind every cursor that was told, while both append', async () => {
  const seen: string[] = [];
  let next = '';
  const readOn = async (): Promise<number> => {
    const page = await relays[0].client.GET('/operators/{operator}/transactions', {
      params: { path: { operator: 'casino' }, query: { limit: 7, ...(next !== '' && { after: next }) } },
    });
    const { items = [] } = page.data ?? {};
    seen.push(...items.map(({ deliveryId }) => deliveryId));
    next = page.data?.next ?? next;
    return items.length;
  };
  const sent: string[] = [];
  const sending = new AbortController();
  const reading = (async () => {
    while (!sending.signal.aborted) await readOn();
  })();
  await Promise.all(
    relays.map(async (relay) => {
      for (let batch = 0; batch < 6; batch++)
        await Promise.all(
          Array.from({ length: 10 }, async () => {
            const bet = movement(undefined, '1');
            await relay.ask('POST', '/operators/casino/bets', bet);
            sent.push(`casino:bet:${bet.transactionId}`);
          }),
        );
    }),
  );
  sending.abort();
  await reading;
  while ((await readOn()) > 0);
  const ours = seen.filter((id) => sent.includes(id));
  expect(ours.toSorted()).toEqual(sent.toSorted());
  expect(new Set(seen).size).toBe(seen.length);
}, 60_000);
