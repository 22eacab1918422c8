/** What a living sender let go of is found again, however long there was no room for it, or no way to it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { v1 } from '../../src/contract/index.ts';
import { realClock } from '../../src/delivery/clock.ts';
import { createDelivery, type Delivery } from '../../src/delivery/delivery.ts';
import type { OperatorSettings } from '../../src/delivery/operators.ts';
import type { OutboxDatabase } from '../../src/delivery/outbox/database.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { ok, reset, says } from './answers.ts';
import { type Harness, movement, startHarness } from './harness.ts';
import { record } from './records.ts';

let harness: Harness;
let outbox: Outbox;
let delivery: Delivery;
let casino: OperatorSettings;
const leaseMs = 2_000;

/** A minute and more goes by, for this process's own clock. */
let passedMs = 0;
beforeEach(async () => {
  harness = await startHarness(v1);
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + passedMs);
  outbox = await openOutbox(counting(openSqliteDatabase(`${harness.outboxFile}-own`)), leaseMs);
  casino = { name: 'casino', contract: v1, url: harness.url, tokens: ['secret'] };
  delivery = createDelivery({ outbox, operators: [casino], clock: realClock });
});
afterEach(async () => {
  await delivery.close();
  await outbox.close();
  await harness.stop();
  vi.restoreAllMocks();
  [passedMs, heardLateMs, addedLateMs] = [0, 0, 0];
});

/** How many rows were read or changed, one by one. */
let rowsRead = 0;
/** How late something is added. */
let addedLateMs = 0;
/** How late it is heard that something was taken over; and whether it can't be. */
let [heardLateMs, isLocked] = [0, false];
function counting(database: OutboxDatabase): OutboxDatabase {
  const run: OutboxDatabase['run'] = async (text, values) => {
    const takes = text.startsWith('UPDATE delivery SET sender');
    if (takes && isLocked) throw new Error('locked');
    const rows = await database.run(text, values);
    rowsRead += rows.length;
    if (takes) await pause(heardLateMs);
    return rows;
  };
  const commit: OutboxDatabase['commit'] = async (changes) => {
    if (changes.some(({ kind }) => kind === 'add')) await pause(addedLateMs);
    return database.commit(changes);
  };
  return { ...database, run, commit };
}

/** The lease is renewed all the while, and what is free is looked for. */
async function pass(ms: number): Promise<void> {
  for (const end = passedMs + ms; passedMs < end;) {
    for (const rest = Math.min(end, passedMs + 20_000); passedMs < rest; passedMs += leaseMs / 2) await outbox.live();
    await outbox.live();
    await pause(leaseMs / 2);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const pending = async (): Promise<number> => (await outbox.open()).reduce((sum, { pending }) => sum + pending, 0);

it.each([0, 61_000])(
  'a win to an operator that is configured again after %i ms is delivered',
  async (awayMs) => {
    harness.answer = reset;
    const win = delivery.to('casino').win(movement());
    await expect.poll(() => harness.sent.length).toBe(1);
    delivery.setOperators([]);
    expect(await win).toEqual({ kind: 'unresolved' });
    harness.answer = says(ok);
    await pass(awayMs);
    delivery.setOperators([casino]);
    await expect.poll(pending, { timeout: 8_000 }).toBe(0);
  },
  20_000,
);

it.each([0, 61_000])(
  'more than is taken over at a time is delivered, by an operator that was paused for %i ms',
  async (pausedMs) => {
    delivery.pause('casino');
    const wins = Array.from({ length: 2_050 }, () => delivery.to('casino').win(movement()));
    await expect.poll(pending).toBe(2_050);
    delivery.setOperators([]);
    await Promise.all(wins);
    delivery.setOperators([{ ...casino, paused: true }]);
    await pause(leaseMs);
    await pass(pausedMs);
    delivery.resume('casino');
    await expect.poll(pending, { timeout: 8_000 }).toBe(0);
  },
  20_000,
);

it('what waits for an operator that is removed is not read again at each beat', async () => {
  delivery.pause('casino');
  const wins = Array.from({ length: 1_000 }, () => delivery.to('casino').win(movement()));
  await expect.poll(pending).toBe(1_000);
  delivery.setOperators([{ ...casino, name: 'another' }]);
  await Promise.all(wins);
  rowsRead = 0;
  // Once read, and once given to whoever has a way.
  await expect.poll(() => rowsRead).toBeGreaterThan(1_999);
  rowsRead = 0;
  await pause(leaseMs * 2);
  expect(rowsRead).toBeLessThan(100);
  expect(await pending()).toBe(1_000);
});

it('what is let go of is taken up once, by however many looks at once, and however late that is heard', async () => {
  delivery.pause('casino');
  const { transactionId, ...rest } = movement();
  const win = delivery.to('casino').win({ transactionId, ...rest });
  await expect.poll(pending).toBe(1);
  await delivery.close();
  await win;
  heardLateMs = 100;
  const reach = { operators: ['casino'], contracts: ['v1'] };
  // From now on it is in doubt what the database carries out yet.
  isLocked = true;
  expect((await outbox.takeOver(reach, 100)).taken).toEqual([]);
  isLocked = false;
  const looks = [0, 10, 20].map(async (waitMs) => {
    await pause(waitMs);
    return outbox.takeOver(reach, 100);
  });
  const taken = (await Promise.all(looks)).flatMap((look) => look.taken);
  expect(taken.map(({ id }) => id)).toEqual([`casino:win:${transactionId}`]);
});

it('what is let go of is found again, though it was called again just while that was looked for', async () => {
  await delivery.close();
  const [own, reach] = [record('1'), { operators: ['casino'], contracts: ['v1'] }];
  await outbox.add(own);
  outbox.letGo(own.id);
  addedLateMs = 50;
  const again = outbox.add(own);
  expect((await outbox.takeOver(reach, 100)).taken).toEqual([]);
  expect(await again).toBe(false);
  expect((await outbox.takeOver(reach, 100)).taken).toMatchObject([{ id: own.id }]);
});
