import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands, maxBodyBytes, delivery as policy } from '../../generated/protocol.ts';
import { createDelivery, type Delivery, type DeliveryOptions } from '../../src/delivery/delivery.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { openSqliteSql } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { scratch } from '../support/commandLine.ts';
import { type Answer, fails, ok, reset, says, type Sent, tooLarge } from './answers.ts';
import { proxyOf } from './proxyOf.ts';
import { type TestClock, testClock } from './testClock.ts';

let server: Server;
let sent: Sent[];
let answer: Answer;
let clock: TestClock;
let outbox: Outbox;
let delivery: Delivery;
let url: string;
let remove: () => void;
let folder: string;

beforeEach(async () => {
  sent = [];
  clock = testClock();
  [folder, remove] = scratch();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const received = { ...(JSON.parse(body) as Sent), token: request.headers['callback-token'] };
      sent.push(received);
      answer(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  outbox = await openOutbox(openSqliteSql(`${folder}/outbox.db`), 300);
  delivery = start();
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await delivery.close();
  await outbox.close();
  remove();
});

const start = (options: Partial<DeliveryOptions> = {}): Delivery =>
  createDelivery({ url, tokens: ['secret'], outbox, clock, random: () => 0.5, ...options });

let lastId = 0n;
const movement = (trans_id = ++lastId, round_id = `r${trans_id}`) => ({
  account: 'a',
  trans_id,
  round_id,
  amount: 500n,
  game_code: 'g',
  type: 1,
});
const target = (trans_id = ++lastId) => ({ account: 'a', trans_id, round_id: `r${trans_id}` });
/** Every command takes this, with an amount only where it has one. */
const dataFor = (command: string) => {
  if (command === 'bet' || command === 'win') return movement();
  return command === 'cancel' || command === 'status' ? target() : { account: 'a' };
};
const sentCommands = (): string[] => sent.map(({ command }) => command);

describe('the schedule of the contract', () => {
  it.each(Object.keys(fails) as (keyof typeof fails)[])(
    'is kept on %s: attempts, delays and deadlines of each command, and a cancel behind a bet',
    async (failure) => {
      answer = fails[failure];
      for (const command of commands) {
        sent = [];
        clock.slept.length = 0;
        clock.deadlines.length = 0;
        const outcome = await delivery[command](dataFor(command) as never);
        expect(outcome).toEqual({ kind: 'unresolved' });
        const parts = [command, ...(policy[command].whenUnresolved === 'cancel' ? (['cancel'] as const) : [])];
        const expected = parts.flatMap((part) => Array<string>(policy[part].attempts).fill(part));
        expect(sentCommands()).toEqual(expected);
        expect(clock.deadlines).toEqual(expected.map((part) => policy[part as typeof command].deadlineMs));
        expect(sent.map(({ check }) => check)).toEqual(expected.map((part) => policy[part as typeof command].checks));
        const delays = parts.flatMap((part) => {
          const { attempts, delayMs } = policy[part] as { attempts: number; delayMs?: { min: number; max: number } };
          return delayMs ? Array<number>(attempts - 1).fill((delayMs.min + delayMs.max) / 2) : [];
        });
        expect(clock.slept).toEqual(delays);
      }
    },
  );

  it('draws each delay from its range', async () => {
    answer = fails['HTTP 500'];
    const draws = [0, 1, 0.25];
    const drawing = start({ random: () => draws.shift() ?? 0 });
    await drawing.win(movement());
    const { min, max } = policy.win.delayMs;
    expect(clock.slept).toEqual([min, max, min + (max - min) / 4]);
    await drawing.close();
  });

  it("gives every attempt a deadline of its own, and a late answer is not taken for the next one's", async () => {
    const late: (() => void)[] = [];
    answer = (_sent, response) => {
      if (sent.length === 1) late.push(() => void response.end('{"result":0,"status":"OK","data":{"balance":111}}'));
      else {
        late.shift()?.();
        setTimeout(() => void response.end('{"result":0,"status":"OK","data":{"balance":222}}'), 30);
      }
    };
    expect(await delivery.win(movement())).toMatchObject({ kind: 'accepted', balanceMinor: 22200n });
    expect(sent).toHaveLength(2);
  });
});

describe('an answer', () => {
  it('that accepts is the end', async () => {
    answer = says(ok);
    expect(await delivery.bet(movement())).toMatchObject({ kind: 'accepted', balanceMinor: 100n });
    expect(await delivery.win(movement())).toMatchObject({ kind: 'accepted' });
    expect(await delivery.cancel(target())).toMatchObject({ kind: 'accepted' });
    expect(await delivery.balance({ account: 'a' })).toMatchObject({ kind: 'accepted', balanceMinor: 100n });
    expect(sent).toHaveLength(4);
  });

  it('that refuses is the end too', async () => {
    answer = says('{"result":31,"status":"ERROR","data":{"balance":0.5}}');
    expect(await delivery.bet(movement())).toEqual({ kind: 'refused', result: 31, balanceMinor: 50n });
    answer = says('{"result":99,"status":"ERROR"}');
    expect(await delivery.win(movement())).toEqual({ kind: 'refused', result: 99, balanceMinor: undefined });
    answer = says('{"result":99,"status":"ERROR","message":"data.account must be string"}', 400);
    expect(await delivery.bet(movement())).toMatchObject({ kind: 'refused', result: 99 });
    expect(sent).toHaveLength(3);
  });

  it.each([
    ['result 22', says('{"result":22,"status":"ERROR"}')],
    ['result 99', says('{"result":99,"status":"ERROR"}')],
    ['result 100', says('{"result":100,"status":"ERROR"}')],
    ['HTTP 400', says('{"result":99,"status":"ERROR","message":"data.account must be string"}', 400)],
  ])('%s to a win or cancel tells nothing of an earlier attempt that may have arrived', async (_name, refuses) => {
    for (const [command, data] of [
      ['win', movement()],
      ['cancel', target()],
    ] as const) {
      sent = [];
      answer = (received, response) => (sent.length === 1 ? reset : refuses)(received, response);
      expect(await delivery[command](data as never)).toEqual({ kind: 'unresolved' });
      expect(sent).toHaveLength(policy[command].attempts);
      const id = `${command}:${data.trans_id}`;
      expect(await delivery.retry([id])).toEqual(new Map([[id, 'unresolved']]));
      answer = says(ok);
      expect(await delivery.retry([id])).toEqual(new Map([[id, 'accepted']]));
    }
    sent = [];
    answer = (received, response) => (sent.length === 1 ? reset : refuses)(received, response);
    expect(await delivery.balance({ account: 'a' })).toMatchObject({ kind: 'refused' });
  });

  it('to the cancel of a win that was given up for it: a refusal leaves it unresolved, since the win may have arrived', async () => {
    answer = (received, response) => {
      if (received.command === 'cancel') says('{"result":99,"status":"ERROR"}')(received, response);
      else {
        cancelled ??= delivery.cancel(target(lastId));
        setTimeout(() => reset(received, response), 20);
      }
    };
    let cancelled: ReturnType<Delivery['cancel']> | undefined;
    expect(await delivery.win(movement())).toEqual({ kind: 'cancelled' });
    expect(await cancelled).toEqual({ kind: 'unresolved' });
    expect(sentCommands()).toEqual(['win', ...Array<string>(policy.cancel.attempts).fill('cancel')]);
  });

  it('that refuses at first refuses when it is asked again, too', async () => {
    answer = says('{"result":22,"status":"ERROR"}');
    const win = movement();
    await delivery.win(win);
    expect(await delivery.retry([`win:${win.trans_id}`])).toEqual(new Map([[`win:${win.trans_id}`, 'refused']]));
    expect(sent).toHaveLength(2);
  });

  it('41 means that a copy arrived before: a win is asked again and taken for paid, a bet is undone', async () => {
    const known = says('{"result":41,"status":"ERROR","data":{"balance":7}}');
    answer = (received, response) => (sent.length === 1 ? reset : known)(received, response);
    expect(await delivery.win(movement())).toMatchObject({ kind: 'accepted', balanceMinor: 700n });
    sent = [];
    answer = known;
    expect(await delivery.win(movement())).toMatchObject({ kind: 'accepted', balanceMinor: 700n });
    expect(sentCommands()).toEqual(['win', 'win']);
    sent = [];
    answer = (received, response) => (received.command === 'bet' ? known : says(ok))(received, response);
    expect(await delivery.bet(movement())).toEqual({ kind: 'cancelled' });
    expect(sentCommands()).toEqual(['bet', 'cancel']);
  });

  it('42 to a cancel means that there is nothing to give back', async () => {
    answer = says('{"result":42,"status":"ERROR","data":{"balance":7}}');
    expect(await delivery.cancel(target())).toMatchObject({ kind: 'accepted', balanceMinor: 700n });
  });

  it('to the cancel of a lost bet makes it cancelled, or leaves it unresolved when it is refused', async () => {
    answer = (received, response) => (received.command === 'bet' ? reset : says(ok))(received, response);
    expect(await delivery.bet(movement(77n, 'r'))).toEqual({ kind: 'cancelled' });
    expect(sent[1]).toMatchObject({
      command: 'cancel',
      data: { account: 'a', trans_id: 77, round_id: 'r', game_code: 'g' },
      check: policy.cancel.checks,
    });
    expect(sent[1]?.data).not.toHaveProperty('amount');
    answer = (received, response) =>
      (received.command === 'bet' ? reset : says('{"result":22,"status":"ERROR"}'))(received, response);
    expect(await delivery.bet(movement())).toEqual({ kind: 'unresolved' });
  });

  it('of a wrong token brings out the next token, at once and for all that follows', async () => {
    answer = (received, response) =>
      says(received.token === 'new' ? ok : '{"result":100,"status":"ERROR"}')(received, response);
    const rotating = start({ tokens: ['old', 'new'] });
    expect(await rotating.bet(movement())).toMatchObject({ kind: 'accepted' });
    expect(await rotating.balance({ account: 'a' })).toMatchObject({ kind: 'accepted' });
    expect(sent.map(({ token }) => token)).toEqual(['old', 'new', 'new']);
    expect(await delivery.bet(movement())).toEqual({ kind: 'refused', result: 100, balanceMinor: undefined });
    await rotating.close();
  });
});

describe('the order', () => {
  it('in a round: a win waits for its bet; another round does not', async () => {
    const held: (() => void)[] = [];
    answer = (received, response) =>
      received.command === 'bet' && received.data.round_id === 'slow'
        ? held.push(() => says(ok)(received, response))
        : says(ok)(received, response);
    const bet = delivery.bet(movement(++lastId, 'slow'));
    const win = delivery.win(movement(++lastId, 'slow'));
    await delivery.bet(movement(++lastId, 'quick'));
    expect(sent.map(({ command, data }) => `${command} ${data.round_id}`)).toEqual(['bet slow', 'bet quick']);
    held.shift()?.();
    await Promise.all([bet, win]);
    expect(sentCommands()).toEqual(['bet', 'bet', 'win']);
  });

  it('a cancel waits for the attempt in flight, and ends those that would follow', async () => {
    let release = (): void => undefined;
    answer = (received, response) => {
      if (received.command === 'win') release = () => reset(received, response);
      else says(ok)(received, response);
    };
    const lost = movement();
    const win = delivery.win(lost);
    while (sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const cancel = delivery.cancel({ account: 'a', trans_id: lost.trans_id });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(sentCommands()).toEqual(['win']);
    release();
    expect([await win, await cancel]).toMatchObject([{ kind: 'cancelled' }, { kind: 'accepted' }]);
    expect(sentCommands()).toEqual(['win', 'cancel']);
  });

  it('is bounded: no more than so many deliveries at a time', async () => {
    let open = 0;
    let most = 0;
    answer = (received, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        says(ok)(received, response);
      }, 10);
    };
    const few = start({ mostAtOnce: 3 });
    await Promise.all(Array.from({ length: 20 }, () => few.bet(movement())));
    expect(most).toBe(3);
    await few.close();
  });
});

describe('an answer that would fill the memory', () => {
  it.each(Object.keys(tooLarge) as (keyof typeof tooLarge)[])(
    'is given up, and the next attempt is made: %s',
    async (kind) => {
      answer = (received, response) => (sent.length === 1 ? tooLarge[kind] : says(ok))(received, response);
      expect(await delivery.win(movement(1_000n))).toMatchObject({ kind: 'accepted' });
      expect(await outbox.attempts('win:1000')).toMatchObject([
        { outcome: 'disconnected', answer: `the answer is larger than ${maxBodyBytes} bytes` },
        { outcome: 'replied' },
      ]);
    },
  );
});

describe('the connection', () => {
  it('is used again', async () => {
    let connections = 0;
    server.on('connection', () => connections++);
    answer = says(ok);
    for (let n = 0; n < 10; n++) await delivery.bet(movement());
    expect(connections).toBeLessThanOrEqual(2);
  });

  it.each([
    ['announced', 2_100, [80, 95, 100, 105, 120]],
    ['not announced', 1_600, [1_480, 1_500, 1_590, 1_600, 1_610]],
  ])('that the operator closes when idle, %s, costs no bet', async (announcement, keepAliveTimeout, pausesMs) => {
    server.keepAliveTimeout = keepAliveTimeout;
    answer = (_sent, response) => {
      // With this header set by hand, Node does not announce its time-out.
      if (announcement === 'not announced') response.setHeader('Connection', 'keep-alive');
      response.writeHead(200).end(ok);
    };
    for (const pauseMs of pausesMs) {
      expect(await delivery.bet(movement())).toMatchObject({ kind: 'accepted' });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  });
});

describe('the outbox', () => {
  it('has a movement before its first byte is sent', async () => {
    const stored: unknown[] = [];
    answer = (received, response) =>
      void outbox.find(`${received.command}:${received.data.trans_id}`).then((record) => {
        stored.push(record?.state);
        says(ok)(received, response);
      });
    await delivery.bet(movement());
    await delivery.win(movement());
    await delivery.cancel(target());
    expect(stored).toEqual(['pending', 'pending', 'pending']);
  });

  it('refuses the same movement a second time', async () => {
    answer = says(ok);
    const bet = movement();
    await delivery.bet(bet);
    await expect(delivery.bet(bet)).rejects.toThrow('was delivered before');
    expect(sent).toHaveLength(1);
  });

  it('refuses a movement whose id another one has: 41 would be taken for paid', async () => {
    answer = says(ok);
    const bet = movement();
    await delivery.bet(bet);
    await expect(delivery.win({ ...bet, round_id: 'other' })).rejects.toThrow(
      'every bet and win needs a trans_id of its own',
    );
    expect(await delivery.cancel(target(bet.trans_id))).toMatchObject({ kind: 'accepted' });
    expect(sentCommands()).toEqual(['bet', 'cancel']);
  });

  it('is asked nothing more when the delivery is closed', async () => {
    const closed = start();
    await closed.close();
    await expect(closed.win(movement(5_000n))).rejects.toThrow('the delivery is closed');
    expect(await outbox.find('win:5000')).toBeUndefined();
  });

  it('gets nothing of a program without types that hands over a number for money: is it cents?', async () => {
    const untyped: unknown = { ...movement(7_000n), amount: 5 };
    await expect(delivery.bet(untyped as never)).rejects.toThrow('data.amount must be a bigint in minor units');
    expect([await outbox.find('bet:7000'), sent]).toEqual([undefined, []]);
  });

  it('keeps what can not be read as it is', async () => {
    answer = fails['HTTP 500'];
    const cents = start({ currencyDecimals: 3 });
    await cents.win({ ...movement(6_000n), amount: 12_345n });
    await expect(delivery.retry(['win:6000'])).rejects.toThrow("win:6000 can't be read in a currency with 2 decimals");
    expect((await outbox.find('win:6000'))?.state).toBe('unresolved');
    await cents.close();
  });

  it('keeps every attempt, without the token, and lists, retries and resolves what is unresolved', async () => {
    answer = says('the token secret is not welcome', 503);
    const win = movement();
    const other = movement();
    await delivery.win(win);
    await delivery.win(other);
    const id = `win:${win.trans_id}`;
    expect(await outbox.attempts(id)).toHaveLength(policy.win.attempts);
    expect((await outbox.attempts(id))[0]).toMatchObject({
      command: 'win',
      outcome: 'http-error',
      httpStatus: 503,
      answer: 'the token … is not welcome',
    });
    expect((await outbox.list('unresolved', '', 10)).map((record) => record.id)).toEqual(
      [id, `win:${other.trans_id}`].sort(),
    );
    answer = says('{"result":41,"status":"ERROR","data":{"balance":7}}');
    expect(await delivery.retry([id])).toEqual(new Map([[id, 'accepted']]));
    expect(await outbox.resolve(`win:${other.trans_id}`)).toBe(true);
    expect(await outbox.resolve(id)).toBe(false);
    expect(await outbox.list('unresolved', '', 10)).toEqual([]);
  });

  it('lets another sender go on when one dies: wins are sent, an interrupted bet is cancelled and never sent again', async () => {
    answer = () => undefined;
    const dead = await openOutbox(openSqliteSql(`${folder}/outbox.db`), 1);
    const lost = createDelivery({
      url,
      tokens: ['secret'],
      outbox: { ...proxyOf(dead), live: async () => undefined },
      clock: { ...clock, deadline: () => new AbortController().signal },
      random: () => 0,
    });
    const [bet, win] = [movement(), movement()];
    void lost.bet(bet);
    void lost.win(win);
    while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    sent = [];
    answer = (received, response) =>
      says(received.command === 'win' ? '{"result":41,"status":"ERROR","data":{"balance":7}}' : ok)(received, response);
    await delivery.recover();
    expect(sentCommands().sort()).toEqual(['cancel', 'win']);
    expect((await outbox.find(`bet:${bet.trans_id}`))?.state).toBe('cancelled');
    expect((await outbox.find(`win:${win.trans_id}`))?.state).toBe('accepted');
    server.closeAllConnections();
    await lost.close();
    await dead.close();
  });
});
