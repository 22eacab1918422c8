/** Several operators of one sender: each apart from all others. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { v1, v4 } from '../../src/contract/index.ts';
import { after, type Clock } from '../../src/delivery/clock.ts';
import { createDelivery, type Delivery, type DeliveryOptions } from '../../src/delivery/delivery.ts';
import type { OperatorSettings } from '../../src/delivery/operators.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { listen } from '../../src/edge/listen.ts';
import { scratch } from '../support/commandLine.ts';
import { ok } from './answers.ts';

let server: Server;
let at: string;
/** Which operator was sent which command, in order. */
let sent: string[];
let answer: (operator: string, response: ServerResponse, command: string) => void;
let outbox: Outbox;
let folder: string;
let remove: () => void;
const opened: Delivery[] = [];

const accept = (_operator: string, response: ServerResponse): void => void response.end(ok);
const fail = (_operator: string, response: ServerResponse): void => void response.writeHead(500).end();

/** Waits end when a test says so; deadlines are short. */
let wake: (() => void)[];
const clock: Clock = {
  now: () => 1_700_000_000_000,
  sleep: (_ms, woken) => {
    wake.push(woken);
    return () => (wake = wake.filter((each) => each !== woken));
  },
  deadline: (_ms, over) => after(100, over),
};

const patient: Clock = { ...clock, deadline: (_ms, over) => after(5_000, over) };

beforeEach(async () => {
  [sent, wake, answer] = [[], [], accept];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const operator = request.url?.slice(1) ?? '';
      const { command } = JSON.parse(body) as { command: string };
      sent.push(`${operator} ${command}`);
      answer(operator, response, command);
    });
  });
  at = await listen(server, 0, '127.0.0.1');
  [folder, remove] = scratch();
  outbox = await openOutboxAt(`sqlite:${folder}/outbox.db`, 60_000);
});
afterEach(async () => {
  server.closeAllConnections();
  for (const delivery of opened.splice(0)) await delivery.close();
  await outbox.close();
  server.close();
  remove();
});

const operator = (name: string, change: Partial<OperatorSettings> = {}): OperatorSettings => ({
  name,
  contract: v1,
  url: `${at}/${name}`,
  tokens: ['t'],
  ...change,
});

function start(operators: readonly OperatorSettings[], options: Partial<DeliveryOptions> = {}): Delivery {
  const delivery = createDelivery({ outbox, operators, clock, random: () => 0, ...options });
  opened.push(delivery);
  return delivery;
}

let lastId = 0;
const movement = (transactionId = String(++lastId)) => ({
  account: 'a',
  transactionId,
  roundId: `r${transactionId}`,
  amountMinor: 5n,
});

it('the same transaction goes to two operators, each in its contract, and each is paid its own', async () => {
  const delivery = start([operator('anna'), operator('bert', { contract: v4 })]);
  const win = movement('7');
  expect(await delivery.to('anna').win(win)).toMatchObject({ kind: 'accepted' });
  expect(await delivery.to('bert').win(win)).toMatchObject({ kind: 'accepted' });
  await expect(delivery.to('anna').win(win)).rejects.toThrow('anna:win:7 was delivered before');
  expect(sent).toEqual(['anna win', 'bert win']);
  expect((await outbox.list({}, '', 9)).items.map(({ id, contract }) => `${id} ${contract}`)).toEqual([
    'anna:win:7 v1',
    'bert:win:7 v4',
  ]);
});

it('sends from its first moment on, also when its outbox was opened longer ago than a lease lasts', async () => {
  const leaseMs = 300;
  const old = await openOutboxAt(`sqlite:${folder}/old.db`, leaseMs);
  await new Promise((resolve) => setTimeout(resolve, leaseMs + 50));
  const delivery = start([operator('anna')], { outbox: old });
  expect(await delivery.to('anna').bet(movement())).toMatchObject({ kind: 'accepted' });
  await delivery.close();
  await old.close();
});

describe('operators change while it runs', () => {
  it('one is added, one moves to another URL between two attempts, one is removed and its wins are kept', async () => {
    const delivery = start([operator('anna'), operator('bert')]);
    expect(() => delivery.to('carl')).toThrow('no operator "carl" is configured');
    answer = fail;
    const [moved, removed] = [delivery.to('anna').win(movement('1')), delivery.to('bert').win(movement('2'))];
    await expect.poll(() => wake.length).toBe(2);
    delivery.setOperators([operator('anna', { url: `${at}/anna-moved` }), operator('carl')]);
    answer = accept;
    expect(await removed).toEqual({ kind: 'unresolved' });
    for (const woken of wake) woken();
    expect(await moved).toMatchObject({ kind: 'accepted' });
    expect(sent.slice(2)).toEqual(['anna-moved win']);
    expect(() => delivery.to('bert')).toThrow(RangeError);
    expect(await outbox.find('bert:win:2')).toMatchObject({ state: 'pending', attempts: 1 });
    expect(await delivery.to('carl').bet(movement())).toMatchObject({ kind: 'accepted' });
    delivery.setOperators([operator('bert')]);
    const recovered = delivery.recover();
    await expect.poll(() => wake.length).toBe(1);
    wake[0]?.();
    await recovered;
    expect(await outbox.find('bert:win:2')).toMatchObject({ state: 'accepted', attempts: 2 });
  });

  it.each<[string, Partial<OperatorSettings>, string]>([
    ['a name', { name: 'Bert' }, 'its name must be'],
    ['a url', { url: 'ftp://h/' }, 'its url must be'],
    ['tokens', { tokens: [] }, 'at least one token'],
    ['a bound', { mostAtOnce: 0 }, 'mostAtOnce'],
    ['a secret', { signingSecret: 'x' }, 'a signing secret must be'],
    [
      'more attempts than the contract has',
      { patience: { win: { attempts: 5 } } },
      'which has 1 to 4 attempts, 2 to 4 s apart',
    ],
    ['shorter delays than the contract has', { patience: { win: { delayMs: { min: 1, max: 2 } } } }, 'not within'],
    ['more than one bet', { patience: { bet: { attempts: 2 } } }, 'which has 1 attempt'],
  ])('%s that can not be used changes nothing', async (_what, change, told) => {
    const delivery = start([operator('anna')]);
    expect(() => delivery.setOperators([operator('carl'), operator('bert', change)])).toThrow(told);
    expect(delivery.states().map(({ name }) => name)).toEqual(['anna']);
    expect(() => createDelivery({ outbox, operators: [operator('anna'), operator('anna')] })).toThrow('there twice');
  });

  it('less patience than the contract has is kept', async () => {
    const delivery = start([operator('anna', { patience: { win: { attempts: 1 } } })]);
    answer = fail;
    expect(await delivery.to('anna').win(movement())).toEqual({ kind: 'unresolved' });
    expect(sent).toHaveLength(1);
  });
});

it('a replaced token is found by all that is sent in the same moment', async () => {
  const delivery = start([operator('anna', { tokens: ['old', 'new'] })], { clock: patient });
  const reply = (response: ServerResponse): void =>
    void response.end(response.req.headers['callback-token'] === 'new' ? ok : '{"result":100,"status":"ERROR"}');
  const held: ServerResponse[] = [];
  answer = (_name, response) => {
    if (sent.length > 5) reply(response);
    else if (held.push(response) === 5) held.forEach(reply);
  };
  const wins = await Promise.all(Array.from({ length: 5 }, () => delivery.to('anna').win(movement())));
  expect(wins.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'accepted'));
});

describe('while an operator is paused', () => {
  it('bets are unavailable, wins and cancels wait without an attempt, and others go on', async () => {
    const delivery = start([operator('anna', { paused: true }), operator('bert')]);
    expect(await delivery.to('anna').bet(movement('1'))).toEqual({ kind: 'unavailable', reason: 'paused' });
    expect(await outbox.find('anna:bet:1')).toBeUndefined();
    const win = delivery.to('anna').win(movement('2'));
    const cancel = delivery.to('anna').cancel({ account: 'a', targetId: '3' });
    expect(await delivery.to('anna').balance({ account: 'a' })).toMatchObject({ kind: 'accepted' });
    expect(await delivery.to('bert').bet(movement())).toMatchObject({ kind: 'accepted' });
    expect(sent).toEqual(['anna balance', 'bert bet']);
    expect(delivery.states()).toMatchObject([{ name: 'anna', paused: true, queued: 2 }, { name: 'bert' }]);
    delivery.resume('anna');
    expect([await win, await cancel]).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
    expect(await outbox.find('anna:win:2')).toMatchObject({ attempts: 1 });
  });

  it('a win that waits for its next attempt waits on, and is let go at the end of the sender with the attempts that it had', async () => {
    const delivery = start([operator('anna')]);
    answer = fail;
    const win = delivery.to('anna').win(movement('1'));
    await expect.poll(() => wake.length).toBe(1);
    delivery.pause('anna');
    wake[0]?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toHaveLength(1);
    await delivery.close();
    expect(await win).toEqual({ kind: 'unresolved' });
    expect(await outbox.find('anna:win:1')).toMatchObject({ state: 'pending', attempts: 1 });
  });
});

describe('of what waits for a place', () => {
  /** Answers what is held, and from then on all that comes. */
  let release: () => void;
  beforeEach(() => {
    const held: (() => void)[] = [];
    answer = (name, response) => void held.push(() => accept(name, response));
    release = () => {
      answer = accept;
      for (const each of held) each();
    };
  });

  it('nothing is sent to an operator that was paused meanwhile', async () => {
    const delivery = start([operator('anna', { mostAtOnce: 1 })], { clock: patient });
    const anna = delivery.to('anna');
    const first = anna.balance({ account: 'a' });
    await expect.poll(() => sent.length).toBe(1);
    const [win, bet] = [anna.win(movement('300')), anna.bet(movement('301'))];
    await expect.poll(() => outbox.find('anna:bet:301')).toBeDefined();
    delivery.pause('anna');
    release();
    expect(await bet).toEqual({ kind: 'unavailable', reason: 'paused' });
    expect(sent).toEqual(['anna balance']);
    expect(delivery.states()).toMatchObject([{ inFlight: 0, queued: 1 }]);
    await first;
    delivery.resume('anna');
    expect(await win).toMatchObject({ kind: 'accepted' });
    expect(await outbox.find('anna:win:300')).toMatchObject({ attempts: 1 });
  });

  it('a bet that was cancelled meanwhile is not sent', async () => {
    const delivery = start([operator('anna', { mostAtOnce: 1 })], { clock: patient });
    const anna = delivery.to('anna');
    const first = anna.balance({ account: 'a' });
    await expect.poll(() => sent.length).toBe(1);
    const bet = anna.bet(movement('310'));
    await expect.poll(() => outbox.find('anna:bet:310')).toBeDefined();
    const cancel = anna.cancel({ account: 'a', targetId: '310', roundId: 'r310' });
    await expect.poll(() => outbox.find('anna:cancel:310')).toBeDefined();
    release();
    expect([await bet, await cancel]).toMatchObject([{ kind: 'cancelled' }, { kind: 'accepted' }]);
    expect(sent).toEqual(['anna balance', 'anna cancel']);
    expect(await outbox.find('anna:bet:310')).toMatchObject({ state: 'cancelled' });
    await first;
  });

  it('no enquiry is sent once the delivery is being closed', async () => {
    const delivery = start([operator('anna', { mostAtOnce: 1 })], { clock: patient });
    const [first, second] = [0, 1].map(() => delivery.to('anna').balance({ account: 'a' }));
    await expect.poll(() => sent.length).toBe(1);
    const closed = delivery.close();
    release();
    expect([await first, await second]).toMatchObject([{ kind: 'accepted' }, { kind: 'unresolved' }]);
    await closed;
    expect(sent).toHaveLength(1);
  });

  it('enquiries are bounded as bets are', async () => {
    const delivery = start([operator('anna', { mostAtOnce: 1, mostQueued: 1 })], { clock: patient });
    const ask = () => delivery.to('anna').balance({ account: 'a' });
    const asked = [ask(), ask()];
    await expect.poll(() => sent.length).toBe(1);
    expect(await ask()).toEqual({ kind: 'unavailable', reason: 'queue-full' });
    release();
    expect(await Promise.all(asked)).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
  });
});

it("a bet whose cancel is being tried is cancelled, and not unresolved, when the game's own cancel comes", async () => {
  const delivery = start([operator('anna')]);
  answer = fail;
  const bet = delivery.to('anna').bet(movement('320'));
  await expect.poll(() => wake.length).toBe(1);
  answer = accept;
  const cancel = delivery.to('anna').cancel({ account: 'a', targetId: '320', roundId: 'r320' });
  expect([await bet, await cancel]).toMatchObject([{ kind: 'cancelled' }, { kind: 'accepted' }]);
  expect(await outbox.find('anna:bet:320')).toMatchObject({ state: 'cancelled' });
});

describe('the circuit breaker', () => {
  it('opens when bets fail one after another, for this operator alone, and closes when a few succeed', async () => {
    const delivery = start([operator('anna'), operator('bert')]);
    const anna = delivery.to('anna');
    const breaker = () => delivery.states()[0]?.breaker;
    // A bet fails, its cancel arrives.
    answer = (name, response, command) => (name === 'anna' && command === 'bet' ? fail : accept)(name, response);
    for (let n = 0; n < 10; n++) expect(await anna.bet(movement())).toEqual({ kind: 'cancelled' });
    expect(breaker()).toBe('open');
    sent = [];
    expect(await anna.bet(movement('500'))).toEqual({ kind: 'unavailable', reason: 'breaker-open' });
    expect([sent, await outbox.find('anna:bet:500')]).toEqual([[], undefined]);
    expect(await anna.win(movement())).toMatchObject({ kind: 'accepted' });
    expect(await delivery.to('bert').bet(movement())).toMatchObject({ kind: 'accepted' });
    wake.shift()?.();
    expect(breaker()).toBe('half-open');
    expect(await anna.bet(movement())).toEqual({ kind: 'cancelled' });
    expect(breaker()).toBe('open');
    wake.shift()?.();
    answer = accept;
    const trials = await Promise.all([anna.bet(movement()), anna.bet(movement())]);
    expect(trials).toMatchObject([{ kind: 'accepted' }, { kind: 'unavailable' }]);
    for (let n = 0; n < 2; n++) expect(await anna.bet(movement())).toMatchObject({ kind: 'accepted' });
    expect(breaker()).toBe('closed');
  });

  it('does not count refusals', async () => {
    const delivery = start([operator('anna')]);
    answer = (_name, response) => void response.end('{"result":31,"status":"ERROR","data":{"balance":0}}');
    for (let n = 0; n < 20; n++) expect(await delivery.to('anna').bet(movement())).toMatchObject({ kind: 'refused' });
    expect(delivery.states()).toMatchObject([{ breaker: 'closed' }]);
  });

  it('does not stay half open for a bet that waits behind its round', async () => {
    const delivery = start([operator('anna')], { clock: patient });
    const anna = delivery.to('anna');
    const held: (() => void)[] = [];
    answer = (name, response, command) =>
      command === 'win' ? held.push(() => accept(name, response)) : (command === 'bet' ? fail : accept)(name, response);
    const round = { ...movement(), roundId: 'slow' };
    const win = anna.win(round);
    await expect.poll(() => held.length).toBe(1);
    for (let n = 0; n < 10; n++) await anna.bet(movement());
    wake.shift()?.();
    answer = accept;
    const behind = anna.bet({ ...movement(), roundId: 'slow' });
    expect(await anna.bet(movement())).toMatchObject({ kind: 'unavailable' });
    wake.shift()?.();
    for (let n = 0; n < 3; n++) expect(await anna.bet(movement())).toMatchObject({ kind: 'accepted' });
    expect(delivery.states()).toMatchObject([{ breaker: 'closed' }]);
    held.shift()?.();
    expect([await win, await behind]).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
  });

  it('is not left half open by a bet that could not be kept', async () => {
    const delivery = start([operator('anna')]);
    const anna = delivery.to('anna');
    answer = (name, response, command) => (command === 'bet' ? fail : accept)(name, response);
    const known = movement();
    await anna.bet(known);
    for (let n = 0; n < 9; n++) await anna.bet(movement());
    wake.shift()?.();
    answer = accept;
    await expect(anna.bet(known)).rejects.toThrow('delivered before');
    expect(await anna.bet(movement())).toMatchObject({ kind: 'accepted' });
  });
});

it('a full queue refuses bets, never a win or a cancel', async () => {
  const delivery = start([operator('anna', { mostAtOnce: 2, mostQueued: 3 })]);
  const held: (() => void)[] = [];
  answer = (name, response) => void held.push(() => accept(name, response));
  const anna = delivery.to('anna');
  const bets = Array.from({ length: 2 }, () => anna.bet(movement()));
  await expect.poll(() => held.length).toBe(2);
  for (let n = 0; n < 3; n++) bets.push(anna.bet(movement()));
  expect(await anna.bet(movement('900'))).toEqual({ kind: 'unavailable', reason: 'queue-full' });
  expect(await outbox.find('anna:bet:900')).toBeUndefined();
  const others = [anna.win(movement()), anna.cancel({ account: 'a', targetId: '901' })];
  answer = accept;
  for (const release of held) release();
  expect(new Set((await Promise.all([...bets, ...others])).map(({ kind }) => kind))).toEqual(new Set(['accepted']));
});

it('one that hangs does not hold up another', async () => {
  const delivery = start([operator('anna', { mostAtOnce: 5 }), operator('bert', { mostAtOnce: 5 })]);
  answer = (name, response) => (name === 'anna' ? undefined : accept(name, response));
  const hanging = Array.from({ length: 20 }, () => delivery.to('anna').win(movement()));
  await expect.poll(() => sent.length).toBeGreaterThanOrEqual(4);
  sent = [];
  for (let n = 0; n < 20; n++) expect(await delivery.to('bert').bet(movement())).toMatchObject({ kind: 'accepted' });
  expect(delivery.states()[1]?.latency.bet?.p50Ms).toBeGreaterThan(0);
  answer = accept;
  await delivery.close();
  await Promise.all(hanging);
});

it('what a dead sender left for one that is paused, however much, keeps nothing from another', async () => {
  const url = `sqlite:${folder}/left.db`;
  const dead = await openOutboxAt(url, 1);
  const left = (name: string, transactionId: string) => {
    const [id, body] = [
      `${name}:win:${transactionId}`,
      `{"command":"win","data":{"account":"a","trans_id":${transactionId},"round_id":"r","amount":5}}`,
    ];
    const about = {
      operator: name,
      command: 'win',
      transactionId,
      contract: 'v1',
      phase: 'win',
      account: transactionId,
    } as const;
    return dead.add({
      id,
      ...about,
      roundId: 'r',
      amountMinor: 500n,
      body,
      state: 'pending',
      attempts: 0,
      createdAtMs: 1,
    });
  };
  await Promise.all(Array.from({ length: 2_001 }, (_, n) => left('anna', String(n + 1))));
  await left('bert', '1');
  await dead.close();
  const own = await openOutboxAt(url, 400);
  const delivery = createDelivery({ outbox: own, operators: [operator('anna', { paused: true }), operator('bert')] });
  await expect.poll(() => own.find('bert:win:1'), { timeout: 5_000 }).toMatchObject({ state: 'accepted' });
  expect(sent).toEqual(['bert win']);
  // Nor does what is left for one that is removed stay here.
  answer = fail;
  const win = delivery.to('bert').win(movement('7'));
  await expect.poll(() => sent.length).toBe(2);
  delivery.setOperators([operator('anna', { paused: true })]);
  await win;
  answer = accept;
  const another = await openOutboxAt(url, 400);
  const elsewhere = createDelivery({ outbox: another, operators: [operator('bert')] });
  await expect.poll(() => own.find('bert:win:7')).toMatchObject({ state: 'accepted' });
  await elsewhere.close();
  await another.close();
  await delivery.close();
  await own.close();
});

describe('many at once', () => {
  it('are retried and resolved by operator, error and time, at a rate, and go on where another pass ended', async () => {
    const delivery = start([
      operator('anna', { patience: { win: { attempts: 1 } } }),
      operator('bert', { patience: { win: { attempts: 1 } } }),
    ]);
    answer = fail;
    for (let n = 0; n < 4; n++) await delivery.to('anna').win(movement(`10${n}`));
    await delivery.to('bert').win(movement('200'));
    answer = accept;
    expect(await delivery.retry({ operator: 'anna', error: 'timed-out' })).toMatchObject({ ended: new Map() });
    const stop = new AbortController();
    const ended: string[] = [];
    const first = await delivery.retry({
      operator: 'anna',
      perSecond: 1,
      signal: stop.signal,
      told: ({ id }) => {
        if (ended.push(id) === 2) stop.abort();
      },
    });
    expect(first.ended).toEqual(new Map([['accepted', 2]]));
    const rest = await delivery.retry({ operator: 'anna', perSecond: 1_000, after: first.cursor });
    expect(rest.ended).toEqual(new Map([['accepted', 2]]));
    expect((await delivery.resolve({ operator: 'bert' })).ended).toEqual(new Map([['resolved', 1]]));
    expect((await outbox.settlements('bert', '', 9)).items.map(({ state }) => state)).toEqual([
      'unresolved',
      'resolved',
    ]);
  });
});
