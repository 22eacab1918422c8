/** What was begun in another contract than its operator has now is gone on with in that one, also by who never had it so. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AnyContract, v1, v4 } from '../../src/contract/index.ts';
import { createDelivery, type Delivery } from '../../src/delivery/delivery.ts';
import type { OperatorSettings } from '../../src/delivery/operators.ts';
import { ok, reset, says } from './answers.ts';
import { type Harness, movement, startHarness } from './harness.ts';

let harness: Harness;
let delivery: Delivery;
beforeEach(async () => void (harness = await startHarness(v1)));
afterEach(async () => {
  await delivery.close();
  await harness.stop();
});

/** In the words of v1, with more attempts of a win; the kit does not know it. */
const { win } = v1.delivery;
const own: AnyContract = { ...v1, name: 'own', delivery: { ...v1.delivery, win: { ...win, attempts: 6 } } };

const casino = (change: Partial<OperatorSettings>): OperatorSettings => ({
  name: 'casino',
  contract: v1,
  url: harness.url,
  tokens: ['secret'],
  ...change,
});

it.each<[string, () => OperatorSettings, () => OperatorSettings[]]>([
  [
    'with more patience in its contract than the earlier one has',
    () => casino({}),
    () => [casino({ contract: v4, patience: { win: { attempts: 10, delayMs: { min: 3_000, max: 3_000 } } } })],
  ],
  ['that spoke one of its own', () => casino({ contract: own }), () => [casino({})]],
  [
    'while another one speaks its own under the name of that',
    () => casino({}),
    () => [casino({ contract: v4 }), casino({ name: 'another', contract: { ...own, name: 'v1' } })],
  ],
])('a win to an operator %s is sent again, and no oftener than that allows', async (_what, before, now) => {
  const { clock, outbox } = harness;
  delivery = createDelivery({ outbox, operators: [before()], clock, random: () => 0 });
  harness.answer = reset;
  const sent = delivery.to('casino').win(movement());
  delivery.setOperators(now());
  expect(await sent).toEqual({ kind: 'unresolved' });
  expect(harness.sent).toHaveLength(before().contract.delivery.win.attempts);
});

it('what a dead sender began in a contract of its own is sent by one to whom another operator speaks it', async () => {
  const { clock, outbox } = harness;
  const dead = createDelivery({ outbox, operators: [casino({ contract: own, paused: true })], clock });
  const { transactionId, ...rest } = movement();
  const left = dead.to('casino').win({ transactionId, ...rest });
  await expect.poll(() => outbox.find(`casino:win:${transactionId}`)).toBeDefined();
  await dead.close();
  await left;
  harness.answer = says(ok);
  const operators = [casino({}), casino({ name: 'another', contract: own })];
  delivery = createDelivery({ outbox, operators, clock });
  await delivery.recover();
  expect(await outbox.find(`casino:win:${transactionId}`)).toMatchObject({ state: 'accepted', contract: 'own' });
});
