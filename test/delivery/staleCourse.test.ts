/** What waits here while it is in other hands is not sent from here as if nobody had sent it meanwhile. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { v1 } from '../../src/contract/index.ts';
import { realClock } from '../../src/delivery/clock.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { reset, says } from './answers.ts';
import { type Harness, movement, startHarness } from './harness.ts';
import type { OneOperator } from './oneOperator.ts';

let harness: Harness;
let first: Outbox;
let sender: OneOperator;
const leaseMs = 400;
beforeEach(async () => {
  harness = await startHarness(v1);
  first = await openOutbox(openSqliteDatabase(`${harness.outboxFile}-own`), leaseMs);
  sender = harness.start({ outbox: first, clock: realClock, random: () => 0 });
});
afterEach(async () => {
  await sender.close();
  await first.close();
  await harness.stop();
});

/** Another takes over what waits here, makes an attempt whose answer is lost, and dies. */
async function anotherTries(): Promise<void> {
  const silent = vi.spyOn(first, 'live').mockRejectedValue(new Error('the network is gone'));
  const other = await openOutbox(openSqliteDatabase(`${harness.outboxFile}-own`), leaseMs);
  const second = harness.start({ outbox: other, clock: realClock, random: () => 0 });
  await expect.poll(() => harness.sent.length, { timeout: 5_000 }).toBe(1);
  await expect.poll(async () => (await first.open())[0]?.pending).toBe(1);
  await second.close();
  await other.close();
  silent.mockRestore();
  await first.live();
}

it('a win that another sender has sent meanwhile is not refused by what answers the next attempt', async () => {
  harness.answer = reset;
  sender.whole.pause('casino');
  const win = movement();
  const paid = sender.win(win);
  const id = `casino:win:${win.transactionId}`;
  await expect.poll(() => first.find(id)).toBeDefined();
  await anotherTries();
  expect(await first.find(id)).toMatchObject({ state: 'pending', attempts: 1 });
  // This sender takes it over again.
  await new Promise((resolve) => setTimeout(resolve, leaseMs));
  harness.answer = says('{"result":22,"status":"ERROR"}');
  sender.whole.resume('casino');
  // The operator may have paid it at the attempt whose answer was lost.
  await expect.poll(() => harness.sent.length, { timeout: 10_000 }).toBeGreaterThan(1);
  await paid;
  await expect.poll(async () => (await first.find(id))?.state, { timeout: 15_000 }).not.toBe('pending');
  expect(await first.find(id)).toMatchObject({ state: 'unresolved', attempts: 4 });
  expect(harness.sent).toHaveLength(4);
}, 40_000);

it('a bet that another sender has undone meanwhile is not sent', async () => {
  harness.answer = () => undefined;
  const [only, waiting] = [movement(), movement()];
  await sender.close();
  sender = harness.start({
    outbox: first,
    clock: { ...realClock, deadline: (_ms, over) => realClock.deadline(3_000, over) },
    mostAtOnce: 1,
  });
  void sender.bet(only).catch(() => undefined);
  await expect.poll(() => harness.sent.length).toBe(1);
  const bet = sender.bet(waiting);
  const id = `casino:bet:${waiting.transactionId}`;
  await expect.poll(() => first.find(id)).toBeDefined();
  harness.answer = reset;
  const silent = vi.spyOn(first, 'live').mockRejectedValue(new Error('the network is gone'));
  const other = await openOutbox(openSqliteDatabase(`${harness.outboxFile}-own`), leaseMs);
  const second = harness.start({ outbox: other, clock: realClock, random: () => 0 });
  await expect
    .poll(() => harness.sent.filter(({ transactionId }) => transactionId === waiting.transactionId).length)
    .toBe(1);
  await second.close();
  await other.close();
  silent.mockRestore();
  await first.live();
  await bet;
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const sent = harness.sent.filter(({ transactionId }) => transactionId === waiting.transactionId);
  expect(sent.map(({ command }) => command)).not.toContain('bet');
}, 40_000);
