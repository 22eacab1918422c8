/** What is under way when an operator's settings change goes on as it was begun. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v1 } from '../../src/contract/index.ts';
import { type Clock, realClock } from '../../src/delivery/clock.ts';
import { createDelivery, type Delivery } from '../../src/delivery/delivery.ts';
import type { OperatorSettings } from '../../src/delivery/operators.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { ok, reset, says } from './answers.ts';
import { type Harness, movement, startHarness } from './harness.ts';

let harness: Harness;
let outbox: Outbox;
let delivery: Delivery;
let casino: OperatorSettings;
/** What would wake later. */
let asleep: Set<() => void>;
const clock: Clock = {
  ...realClock,
  // No attempt ends by itself.
  deadline: () => () => undefined,
  sleep: (ms, wake) => {
    const cancel = realClock.sleep(ms, () => {
      asleep.delete(cancel);
      wake();
    });
    asleep.add(cancel);
    return () => {
      asleep.delete(cancel);
      cancel();
    };
  },
};
beforeEach(async () => {
  asleep = new Set();
  harness = await startHarness(v1);
  outbox = await openOutbox(openSqliteDatabase(`${harness.outboxFile}-own`), 60_000);
  casino = { name: 'casino', contract: v1, url: harness.url, tokens: ['t'], mostAtOnce: 1 };
  delivery = createDelivery({ outbox, operators: [casino], clock });
});
afterEach(async () => {
  harness.answer = says(ok);
  harness.server.closeAllConnections();
  await delivery.close();
  await outbox.close();
  await harness.stop();
});

const ignore = (): undefined => undefined;

describe('when an operator is changed', () => {
  it.each(['bet', 'win'] as const)(
    'a %s is sent with the amount that was kept, though its decimals change meanwhile',
    async (command) => {
      const moved = delivery.to('casino')[command](movement());
      delivery.setOperators([{ ...casino, currencyDecimals: 3 }]);
      await moved;
      expect(harness.sent).toMatchObject([{ data: { amount: 5_000n } }]);
    },
  );

  it('an attempt whose first token is refused meanwhile goes on to the second', async () => {
    delivery.setOperators([{ ...casino, tokens: ['old', 'new'] }]);
    harness.answer = (sent, response) => {
      delivery.setOperators([casino]);
      // When the connections of the former settings would be closed.
      setTimeout(() => says(sent.token === 'new' ? ok : '{"result":100,"status":"ERROR"}')(sent, response), 20);
    };
    expect(await delivery.to('casino').bet(movement())).toMatchObject({ kind: 'accepted' });
    expect(harness.sent.map(({ token }) => token)).toEqual(['old', 'new']);
  });

  it('a bet that its contract has sent again, and that was sent, waits until its operator is resumed', async () => {
    const bet = { ...v1.delivery.bet, attempts: 2, delayMs: { min: 50, max: 50 } };
    delivery.setOperators([{ ...casino, contract: { ...v1, name: 'own', delivery: { ...v1.delivery, bet } } }]);
    harness.answer = reset;
    const staked = delivery.to('casino').bet(movement());
    await expect.poll(() => harness.sent.length).toBe(1);
    delivery.pause('casino');
    harness.answer = says(ok);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(harness.sent).toHaveLength(1);
    delivery.resume('casino');
    expect(await staked).toMatchObject({ kind: 'accepted' });
    expect(harness.sentCommands()).toEqual(['bet', 'bet']);
  });

  it('one that somebody has paused stays so, until the settings pause it and no longer do', () => {
    const isPaused = () => delivery.states()[0]?.paused;
    delivery.pause('casino');
    delivery.setOperators([{ ...casino, mostAtOnce: 7, paused: false }]);
    expect(isPaused()).toBe(true);
    delivery.setOperators([{ ...casino, paused: true }]);
    delivery.setOperators([casino]);
    expect(isPaused()).toBe(false);
  });

  it('more places than before are had at once by those that wait', async () => {
    harness.answer = ignore;
    for (let n = 0; n < 10; n++) delivery.to('casino').win(movement()).catch(ignore);
    await expect.poll(() => harness.sent.length).toBe(1);
    delivery.setOperators([{ ...casino, mostAtOnce: 100 }]);
    await expect.poll(() => harness.sent.length).toBe(10);
  });

  it('a cancel waits for the attempt in flight of its bet, though the operator was away for a moment', async () => {
    const held: (() => void)[] = [];
    harness.answer = (sent, response) => void held.push(() => says(ok)(sent, response));
    const bet = movement();
    const staked = delivery.to('casino').bet(bet);
    await expect.poll(() => harness.sent.length).toBe(1);
    delivery.setOperators([]);
    delivery.setOperators([casino]);
    const { transactionId: targetId, roundId } = bet;
    const cancelled = delivery.to('casino').cancel({ account: 'a', targetId, roundId });
    await expect.poll(() => outbox.find(`casino:cancel:${targetId}`)).toBeDefined();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(harness.sentCommands()).toEqual(['bet']);
    harness.answer = says(ok);
    for (const answer of held) answer();
    await staked;
    expect(await cancelled).toMatchObject({ kind: 'accepted' });
    expect(harness.sentCommands()).toEqual(['bet', 'cancel']);
  });
});

it('nothing of a delivery that was closed keeps the process alive', async () => {
  harness.answer = ignore;
  delivery.setOperators([{ ...casino, mostAtOnce: 100 }]);
  for (let n = 0; n < 12; n++) delivery.to('casino').bet(movement()).catch(ignore);
  await expect.poll(() => harness.sent.length).toBe(12);
  const closed = delivery.close();
  harness.server.closeAllConnections();
  await closed;
  expect(asleep.size).toBe(0);
});

it('what is taken over goes one after another for each account, since a cancel need not name its round', async () => {
  harness.answer = ignore;
  const win = movement();
  delivery.setOperators([{ ...casino, paused: true }]);
  const { transactionId: targetId } = win;
  const left = [delivery.to('casino').win(win), delivery.to('casino').cancel({ account: 'a', targetId })];
  await expect.poll(() => outbox.find(`casino:cancel:${targetId}`)).toBeDefined();
  await expect.poll(async () => (await outbox.find(`casino:win:${targetId}`))?.state).toBe('cancelled');
  await delivery.close();
  await Promise.all(left);
  const pending = [movement(), movement()];
  delivery = createDelivery({ outbox, operators: [{ ...casino, mostAtOnce: 100, paused: true }], clock });
  for (const each of pending)
    delivery
      .to('casino')
      .win({ ...each, account: 'b' })
      .catch(ignore);
  for (const { transactionId } of pending)
    await expect.poll(() => outbox.find(`casino:win:${transactionId}`)).toBeDefined();
  await delivery.close();
  delivery = createDelivery({ outbox, operators: [{ ...casino, mostAtOnce: 100 }], clock });
  void delivery.recover().catch(ignore);
  await expect.poll(() => harness.sent.length).toBeGreaterThan(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  // One of each account: the cancel, and the first win.
  expect(harness.sentCommands().sort()).toEqual(['cancel', 'win']);
});
