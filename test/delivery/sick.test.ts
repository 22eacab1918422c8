/** Whatever an operator answers, or an observer does: no delivery stays held, none is invisible, each attempt is in the log. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v1 } from '../../src/contract/index.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { type Answer, fails, ok, says } from './answers.ts';
import { type Harness, movement, newId, startHarness } from './harness.ts';
import type { OneOperator } from './oneOperator.ts';
import { proxyOf } from './proxyOf.ts';

let harness: Harness;
let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());
beforeEach(async () => void (harness = await startHarness(v1)));
afterEach(() => harness.stop());

const deep = `{"result":0,"status":"OK","data":{"balance":1},"more":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
const sick = {
  'a reply 30,000 levels deep': [says(deep), 'replied'],
  'NUL in an error page': [says('<h1>\u0000</h1>', 500), 'http-error'],
  'half of a character': [says('"\\ud800"', 500), 'http-error'],
  'bytes that are no UTF-8': [
    (_sent, response) => void response.writeHead(500).end(Buffer.from([0xff, 0, 0xc3])),
    'http-error',
  ],
} satisfies Record<string, readonly [Answer, string]>;

describe.each(['SQLite', 'PostgreSQL'])('with an outbox on %s,', (kind) => {
  let outbox: Outbox;
  let delivery: OneOperator;
  beforeEach(async () => {
    const url = kind === 'SQLite' ? `sqlite:${harness.outboxFile}-own` : await cluster.createDatabase();
    outbox = await openOutboxAt(url, 60_000);
    delivery = harness.start({ outbox });
  });
  afterEach(async () => {
    await delivery.close();
    await outbox.close();
  });

  it.each(Object.entries(sick))('%s ends, and each attempt is in the log', async (_what, [answer, outcome]) => {
    harness.answer = answer;
    const win = movement();
    const { kind: ended } = await delivery.win(win);
    const id = `casino:win:${win.transactionId}`;
    expect((await outbox.find(id))?.state).toBe(ended);
    const attempts = await outbox.attempts(id);
    expect(attempts).toHaveLength(harness.sent.length);
    for (const attempt of attempts) expect(attempt.outcome).toBe(outcome);
    expect(await outbox.takeOver({ operators: ['casino'], contracts: ['v1'] }, 9)).toEqual({
      taken: [],
      leftAlone: [],
    });
  });
});

it('an observer that throws, or rejects, changes nothing', async () => {
  for (const observe of [
    () => {
      throw new Error('of the observer');
    },
    () => Promise.reject(new Error('of the observer')),
  ]) {
    const watched = harness.start({ observe });
    const win = movement();
    expect(await watched.win(win)).toMatchObject({ kind: 'accepted' });
    expect(await harness.outbox.attempts(`casino:win:${win.transactionId}`)).toHaveLength(1);
    await watched.close();
  }
});

it('what a dead sender left and nobody can read is unresolved, and says why; what is beside it is delivered', async () => {
  const dead = await openOutbox(openSqliteDatabase(`${harness.outboxFile}-left`), 1);
  const record = {
    operator: 'casino',
    command: 'win',
    contract: 'v1',
    phase: 'win',
    account: 'a',
    roundId: 'r',
    amountMinor: 5n,
    state: 'pending',
    attempts: 0,
    createdAtMs: 1,
  } as const;
  const body = '{"command":"win","data":{"account":"a","trans_id":2,"round_id":"r","amount":0.05}}';
  await dead.add({ ...record, id: 'casino:win:1', transactionId: '1', body: '{"command":"win"' });
  await dead.add({ ...record, id: 'casino:win:2', transactionId: '2', body });
  await dead.add({ ...record, command: 'bet', phase: 'bet', id: 'casino:bet:3', transactionId: '3', body: '[]' });
  await dead.close();
  const outbox = await openOutbox(openSqliteDatabase(`${harness.outboxFile}-left`), 60_000);
  const follower = harness.start({ outbox });
  await follower.recover();
  expect((await outbox.find('casino:win:2'))?.state).toBe('accepted');
  for (const id of ['casino:win:1', 'casino:bet:3']) {
    expect((await outbox.find(id))?.state).toBe('unresolved');
    expect(await outbox.attempts(id)).toMatchObject([
      { outcome: 'unreadable', answer: expect.stringContaining("can't be read") as string },
    ]);
  }
  await follower.close();
  await outbox.close();
});

describe('a sender whose lease has run out', () => {
  it('lets a bet go that it has kept and not sent; whoever has the lease cancels it', async () => {
    let leased = true;
    const outbox: Outbox = { ...proxyOf(harness.outbox), leased: () => leased };
    const late = harness.start({
      outbox: {
        ...outbox,
        add: async (record) => {
          const added = await harness.outbox.add(record);
          leased = false;
          return added;
        },
      },
    });
    const bet = movement();
    expect(await late.bet(bet)).toEqual({ kind: 'unresolved' });
    await expect
      .poll(async () => (await harness.outbox.find(`casino:bet:${bet.transactionId}`))?.state)
      .toBe('cancelled');
    expect(harness.sentCommands()).toEqual(['cancel']);
    await late.close();
  });

  it('sends nothing of what it held before, when it has another', async () => {
    const outbox: Outbox = { ...proxyOf(harness.outbox), leased: (id) => id === undefined };
    const late = harness.start({ outbox });
    expect(await late.bet(movement())).toEqual({ kind: 'unresolved' });
    expect(harness.sent).toEqual([]);
    await late.close();
  });

  it('makes no further attempt, and loses none', async () => {
    let leased = true;
    harness.answer = (received, response) => {
      leased = false;
      fails['HTTP 500'](received, response);
    };
    const outbox = await openOutbox(openSqliteDatabase(`${harness.outboxFile}-lease`), 60_000);
    const late = harness.start({ outbox: { ...proxyOf(outbox), leased: () => leased } });
    const win = movement();
    expect(await late.win(win)).toEqual({ kind: 'unresolved' });
    expect(harness.sentCommands()).toEqual(['win']);
    expect(await outbox.find(`casino:win:${win.transactionId}`)).toMatchObject({ state: 'pending', attempts: 1 });
    harness.answer = says(ok);
    leased = true;
    await late.recover();
    expect(await outbox.find(`casino:win:${win.transactionId}`)).toMatchObject({ state: 'accepted', attempts: 2 });
    await late.close();
    await outbox.close();
  });
});

it('a wait between attempts keeps no place: wins that fail do not hold up a bet', async () => {
  harness.answer = (received, response) =>
    (received.command === 'win' ? fails['HTTP 500'] : says(ok))(received, response);
  const waits: (() => void)[] = [];
  const patient = harness.start({
    mostAtOnce: 2,
    clock: { ...harness.clock, sleep: (_ms, wake) => (waits.push(wake), () => undefined) },
  });
  const wins = Array.from({ length: 20 }, () => patient.win(movement()));
  await expect.poll(() => waits.length).toBe(20);
  expect(await patient.bet(movement())).toMatchObject({ kind: 'accepted' });
  expect(patient.whole.states()).toMatchObject([{ queued: 20, inFlight: 0 }]);
  // Closed, it lets them go, with the attempts that they had.
  await patient.close();
  expect(new Set((await Promise.all(wins)).map(({ kind }) => kind))).toEqual(new Set(['unresolved']));
});

it('wins that hang leave places for bets', async () => {
  harness.answer = (received, response) => (received.command === 'win' ? undefined : says(ok)(received, response));
  const few = harness.start({ mostAtOnce: 4, clock: { ...harness.clock, deadline: () => () => undefined } });
  const wins = Array.from({ length: 10 }, () => few.win(movement()));
  await expect.poll(() => harness.sent.length).toBe(3);
  expect(await few.bet(movement())).toMatchObject({ kind: 'accepted' });
  harness.answer = says(ok);
  harness.server.closeAllConnections();
  await Promise.all(wins);
  await few.close();
});

it('an answer that is there is read, however late a busy process comes to it', async () => {
  const own = harness.start({
    clock: { ...harness.clock, deadline: (_ms, over) => (setTimeout(over, 20), () => undefined) },
  });
  harness.answer = (received, response) => {
    says(ok)(received, response);
    // Sent, and not read: the time is over before the turn of the event loop is.
    response.on('finish', () => {
      for (const begun = performance.now(); performance.now() - begun < 60;);
    });
  };
  expect(await own.bet(movement(newId()))).toMatchObject({ kind: 'accepted' });
  await own.close();
});
