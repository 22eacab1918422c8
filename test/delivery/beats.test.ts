/** A sender renews its lease, whatever it finds when it looks for what others left. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { v1 } from '../../src/contract/index.ts';
import { createDelivery } from '../../src/delivery/delivery.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { type Harness, movement, startHarness } from './harness.ts';
import { pause } from './records.ts';
import { proxyOf } from './proxyOf.ts';

const leaseMs = 500;
let harness: Harness;
let outbox: Outbox;
beforeEach(async () => {
  harness = await startHarness(v1);
  outbox = await openOutbox(openSqliteDatabase(`${harness.outboxFile}-own`), leaseMs);
});
afterEach(async () => {
  await outbox.close();
  await harness.stop();
});

it.each([
  ['is held up', () => new Promise<never>(() => undefined)],
  ['fails', () => Promise.reject(new Error('locked'))],
])('one whose look %s goes on', async (_what, takeOver) => {
  let looks = 0;
  const held = () => {
    looks++;
    return takeOver();
  };
  const operators = [{ name: 'casino', contract: v1, url: harness.url, tokens: ['t'] }];
  const delivery = createDelivery({ outbox: { ...proxyOf(outbox), takeOver: held }, operators });
  await pause(leaseMs * 2.5);
  expect(looks).toBeGreaterThan(0);
  expect(outbox.leased()).toBe(true);
  expect(await delivery.to('casino').bet(movement())).toMatchObject({ kind: 'accepted' });
  await delivery.close();
});
