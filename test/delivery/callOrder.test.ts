/** Deliveries of a round go out in the order in which they were called, however long each takes to be kept. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { v1 } from '../../src/contract/index.ts';
import { createDelivery, type Delivery, type OperatorDelivery } from '../../src/delivery/delivery.ts';
import type { DeliveryRecord } from '../../src/delivery/outbox/outbox.ts';
import { ok, says } from './answers.ts';
import { type Harness, movement, startHarness } from './harness.ts';
import { proxyOf } from './proxyOf.ts';
import { pause } from './records.ts';

let harness: Harness;
let start: () => Delivery;
let delivery: Delivery;
let casino: OperatorDelivery;
/** What is kept late, as while the sender begins a lease anew. */
let isSlow: (record: DeliveryRecord) => boolean;
beforeEach(async () => {
  harness = await startHarness(v1);
  const { outbox, url, clock } = harness;
  const add = async (record: DeliveryRecord): Promise<boolean> => {
    if (isSlow(record)) await pause(100);
    return outbox.add(record);
  };
  const operators = [{ name: 'casino', contract: v1, url, tokens: ['t'] }];
  start = () => createDelivery({ outbox: { ...proxyOf(outbox), add }, operators, clock });
  delivery = start();
  casino = delivery.to('casino');
  isSlow = ({ command }) => command === 'bet';
});
afterEach(async () => {
  await delivery.close();
  await harness.stop();
});

it('a bet that is kept later than its cancel is not sent', async () => {
  const { transactionId: targetId, ...bet } = movement();
  const staked = casino.bet({ transactionId: targetId, ...bet });
  expect(await casino.cancel({ account: 'a', targetId, roundId: bet.roundId })).toMatchObject({ kind: 'accepted' });
  expect(await staked).toEqual({ kind: 'cancelled' });
  expect(harness.sentCommands()).toEqual(['cancel']);
});

it.each([{ roundId: 'r' }, {}])(
  'a cancel and a bet that is called after it, with its round and without, do not wait for each other: %o',
  async (round) => {
    isSlow = ({ command }) => command === 'cancel';
    const { transactionId: targetId, ...bet } = movement(undefined, 'r');
    const cancelled = casino.cancel({ account: 'a', targetId, ...round });
    const staked = casino.bet({ transactionId: targetId, ...bet });
    expect(await cancelled).toMatchObject({ kind: 'accepted' });
    expect((await staked).kind).toBe('roundId' in round ? 'cancelled' : 'accepted');
    expect(harness.sentCommands()).toEqual('roundId' in round ? ['cancel'] : ['bet', 'cancel']);
  },
);

it('a win that is kept sooner than the bet of its round goes behind it', async () => {
  const bet = movement();
  const both = [casino.bet(bet), casino.win(movement(undefined, bet.roundId))];
  expect(await Promise.all(both)).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
  expect(harness.sentCommands()).toEqual(['bet', 'win']);
});

it('what is refused, since it was delivered before, keeps no place in its round', async () => {
  const bet = movement();
  const first = casino.bet(bet);
  const again = [casino.bet(bet), casino.bet(bet)];
  const win = casino.win(movement(undefined, bet.roundId));
  for (const each of again) await expect(each).rejects.toThrow('was delivered before');
  expect([await first, await win]).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
  isSlow = () => false;
  await expect(casino.bet(bet)).rejects.toThrow('was delivered before');
  expect(await casino.win(movement(undefined, bet.roundId))).toMatchObject({ kind: 'accepted' });
  expect(harness.sentCommands()).toEqual(['bet', 'win', 'win']);
});

it.each([
  ['the win is called again, in vain, as it is taken over', 'win'],
  ['it is called as the win is taken over', 'cancel'],
] as const)('a cancel waits for the attempt in flight of a win, though %s', async (_when, slow) => {
  const { transactionId: targetId, ...win } = movement();
  delivery.pause('casino');
  const left = casino.win({ transactionId: targetId, ...win });
  await expect.poll(() => harness.outbox.find(`casino:win:${targetId}`)).toBeDefined();
  await delivery.close();
  await left;

  const held: (() => void)[] = [];
  harness.answer = (sent, response) => void held.push(() => says(ok)(sent, response));
  delivery = start();
  casino = delivery.to('casino');
  isSlow = ({ command }) => command === slow;
  const again = slow === 'win' && casino.win({ transactionId: targetId, ...win });
  const cancel = () => casino.cancel({ account: 'a', targetId, roundId: win.roundId });
  const early = slow === 'cancel' && cancel();
  const recovered = delivery.recover();
  await expect.poll(() => harness.sentCommands()).toEqual(['win']);
  if (again) await expect(again).rejects.toThrow('was delivered before');
  const cancelled = early || cancel();
  await expect.poll(() => harness.outbox.find(`casino:cancel:${targetId}`)).toBeDefined();
  await pause(50);
  expect(harness.sentCommands()).toEqual(['win']);
  harness.answer = says(ok);
  for (const answer of held) answer();
  expect(await cancelled).toMatchObject({ kind: 'accepted' });
  await recovered;
  expect(harness.sentCommands()).toEqual(['win', 'cancel']);
});
