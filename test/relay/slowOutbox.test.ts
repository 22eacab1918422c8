/** A relay whose PostgreSQL takes its time, or says nothing: what is told to be kept is kept, and a bet is answered in time. */
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratch } from '../support/commandLine.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';
import { type Silenceable, startSilenceable } from '../support/silence.ts';
import { movement, type Relay, startRelay, token, writeOperators } from './harness.ts';

const [folder, remove] = scratch();
let cluster: Cluster;
let operator: ReferenceOperator;
let network: Silenceable;
let relay: Relay;
/** Holds what is written up, and lets everybody read. */
let writer: Client;

beforeAll(async () => {
  cluster = await startCluster();
  operator = await startReferenceOperator({ anna: 1_000_000n }, token);
  const url = new URL(await cluster.createDatabase());
  network = await startSilenceable(cluster.port);
  writer = new Client(url.href);
  await writer.connect();
  url.port = String(network.port);
  relay = await startRelay(url.href, writeOperators(folder, [{ name: 'casino', url: operator.url }]));
});
afterAll(async () => {
  await writer.end();
  network.speak();
  network.cut();
  await relay.stop();
  await network.close();
  await operator.stop();
  await cluster.remove();
  remove();
}, 30_000);

const holdUp = async (): Promise<void> => {
  await writer.query('BEGIN');
  await writer.query('LOCK TABLE delivery IN SHARE MODE');
};
const letGo = () => writer.query('COMMIT');
const stateOf = async (id: string): Promise<unknown> => (await relay.ask('GET', `/deliveries/${id}`)).body;

it('a win is told to be pending once it is kept, and not before; one that could not be kept in time is paid all the same', async () => {
  await holdUp();
  const win = movement();
  const { status, body } = await relay.ask('POST', '/operators/casino/wins?waitMs=0', win);
  expect([status, body]).toEqual([503, expect.objectContaining({ code: 'outbox-away' })]);
  await letGo();
  const id = `casino:win:${win.transactionId}`;
  await expect.poll(() => stateOf(id)).toMatchObject({ state: 'accepted' });
});

it('other content is a conflict, however soon the answer is wanted', async () => {
  const win = movement();
  await relay.ask('POST', '/operators/casino/wins', win);
  await holdUp();
  const { status } = await relay.ask('POST', '/operators/casino/wins?waitMs=0', { ...win, amountMinor: '501' });
  expect(status).toBe(409);
  await letGo();
});

it('a bet that was accepted stays so when it is repeated', async () => {
  const bet = movement();
  await relay.ask('POST', '/operators/casino/bets', bet);
  await holdUp();
  const again = await relay.ask('POST', '/operators/casino/bets', bet);
  await letGo();
  expect(again.body).toMatchObject({ outcome: 'accepted' });
  const cancels = await relay.ask('GET', `/deliveries/casino:cancel:${bet.transactionId}`);
  expect(cancels.status).toBe(404);
}, 20_000);

it('of a bet nobody can keep it is said in time that its outcome is not known', async () => {
  network.fallSilentAt('INSERT INTO delivery');
  const begun = performance.now();
  const { status, body } = await relay.ask('POST', '/operators/casino/bets', movement());
  expect([status, body]).toEqual([503, expect.objectContaining({ code: 'outbox-away' })]);
  // The deadline of a bet, and twice what the relay itself may take.
  expect(performance.now() - begun).toBeLessThan(3_500);
}, 30_000);
