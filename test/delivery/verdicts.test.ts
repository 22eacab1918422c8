import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxBodyBytes, delivery as policy } from '../../generated/v1/protocol.ts';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { ok, reset, says, tooLarge } from './answers.ts';
import { type Harness, movement, startHarness, target } from './harness.ts';

let harness: Harness;
beforeEach(async () => void (harness = await startHarness()));
afterEach(() => harness.stop());

describe('an answer', () => {
  it('that accepts is the end', async () => {
    harness.answer = says(ok);
    expect(await harness.delivery.bet(movement())).toMatchObject({ kind: 'accepted', balanceMinor: 100n });
    expect(await harness.delivery.win(movement())).toMatchObject({ kind: 'accepted' });
    expect(await harness.delivery.cancel(target())).toMatchObject({ kind: 'accepted' });
    expect(await harness.delivery.balance({ account: 'a' })).toMatchObject({ kind: 'accepted', balanceMinor: 100n });
    expect(harness.sent).toHaveLength(4);
  });

  it('that refuses is the end too', async () => {
    harness.answer = says('{"result":31,"status":"ERROR","data":{"balance":0.5}}');
    expect(await harness.delivery.bet(movement())).toEqual({ kind: 'refused', result: 31, balanceMinor: 50n });
    harness.answer = says('{"result":99,"status":"ERROR"}');
    expect(await harness.delivery.win(movement())).toEqual({ kind: 'refused', result: 99, balanceMinor: undefined });
    harness.answer = says('{"result":99,"status":"ERROR","message":"data.account must be string"}', 400);
    expect(await harness.delivery.bet(movement())).toMatchObject({ kind: 'refused', result: 99 });
    expect(harness.sent).toHaveLength(3);
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
      harness.sent = [];
      harness.answer = (received, response) => (harness.sent.length === 1 ? reset : refuses)(received, response);
      expect(await harness.delivery[command](data as never)).toEqual({ kind: 'unresolved' });
      expect(harness.sent).toHaveLength(policy[command].attempts);
      const id = `${command}:${data.trans_id}`;
      expect(await harness.delivery.retry([id])).toEqual(new Map([[id, 'unresolved']]));
      harness.answer = says(ok);
      expect(await harness.delivery.retry([id])).toEqual(new Map([[id, 'accepted']]));
    }
    harness.sent = [];
    harness.answer = (received, response) => (harness.sent.length === 1 ? reset : refuses)(received, response);
    expect(await harness.delivery.balance({ account: 'a' })).toMatchObject({ kind: 'refused' });
  });

  it('to the cancel of a win that was given up for it: a refusal leaves it unresolved, since the win may have arrived', async () => {
    harness.answer = (received, response) => {
      if (received.command === 'cancel') says('{"result":99,"status":"ERROR"}')(received, response);
      else {
        cancelled ??= harness.delivery.cancel(target(BigInt(received.data.trans_id)));
        setTimeout(() => reset(received, response), 20);
      }
    };
    let cancelled: ReturnType<Delivery['cancel']> | undefined;
    expect(await harness.delivery.win(movement())).toEqual({ kind: 'cancelled' });
    expect(await cancelled).toEqual({ kind: 'unresolved' });
    expect(harness.sentCommands()).toEqual(['win', ...Array<string>(policy.cancel.attempts).fill('cancel')]);
  });

  it('that refuses at first refuses when it is asked again, too', async () => {
    harness.answer = says('{"result":22,"status":"ERROR"}');
    const win = movement();
    await harness.delivery.win(win);
    expect(await harness.delivery.retry([`win:${win.trans_id}`])).toEqual(
      new Map([[`win:${win.trans_id}`, 'refused']]),
    );
    expect(harness.sent).toHaveLength(2);
  });

  it('41 means that a copy arrived before: a win is asked again and taken for paid, a bet is undone', async () => {
    const known = says('{"result":41,"status":"ERROR","data":{"balance":7}}');
    harness.answer = (received, response) => (harness.sent.length === 1 ? reset : known)(received, response);
    expect(await harness.delivery.win(movement())).toMatchObject({ kind: 'accepted', balanceMinor: 700n });
    harness.sent = [];
    harness.answer = known;
    expect(await harness.delivery.win(movement())).toMatchObject({ kind: 'accepted', balanceMinor: 700n });
    expect(harness.sentCommands()).toEqual(['win', 'win']);
    harness.sent = [];
    harness.answer = (received, response) => (received.command === 'bet' ? known : says(ok))(received, response);
    expect(await harness.delivery.bet(movement())).toEqual({ kind: 'cancelled' });
    expect(harness.sentCommands()).toEqual(['bet', 'cancel']);
  });

  it('42 to a cancel means that there is nothing to give back', async () => {
    harness.answer = says('{"result":42,"status":"ERROR","data":{"balance":7}}');
    expect(await harness.delivery.cancel(target())).toMatchObject({ kind: 'accepted', balanceMinor: 700n });
  });

  it('to the cancel of a lost bet makes it cancelled, or leaves it unresolved when it is refused', async () => {
    harness.answer = (received, response) => (received.command === 'bet' ? reset : says(ok))(received, response);
    expect(await harness.delivery.bet(movement(77n, 'r'))).toEqual({ kind: 'cancelled' });
    expect(harness.sent[1]).toMatchObject({
      command: 'cancel',
      data: { account: 'a', trans_id: 77, round_id: 'r', game_code: 'g' },
      check: policy.cancel.checks,
    });
    expect(harness.sent[1]?.data).not.toHaveProperty('amount');
    harness.answer = (received, response) =>
      (received.command === 'bet' ? reset : says('{"result":22,"status":"ERROR"}'))(received, response);
    expect(await harness.delivery.bet(movement())).toEqual({ kind: 'unresolved' });
  });

  it('of a wrong token brings out the next token, at once and for all that follows', async () => {
    harness.answer = (received, response) =>
      says(received.token === 'new' ? ok : '{"result":100,"status":"ERROR"}')(received, response);
    const rotating = harness.start({ tokens: ['old', 'new'] });
    expect(await rotating.bet(movement())).toMatchObject({ kind: 'accepted' });
    expect(await rotating.balance({ account: 'a' })).toMatchObject({ kind: 'accepted' });
    expect(harness.sent.map(({ token }) => token)).toEqual(['old', 'new', 'new']);
    expect(await harness.delivery.bet(movement())).toEqual({ kind: 'refused', result: 100, balanceMinor: undefined });
    await rotating.close();
  });
});

describe('an answer that would fill the memory', () => {
  it.each(Object.keys(tooLarge) as (keyof typeof tooLarge)[])(
    'is given up, and the next attempt is made: %s',
    async (kind) => {
      harness.answer = (received, response) =>
        (harness.sent.length === 1 ? tooLarge[kind] : says(ok))(received, response);
      expect(await harness.delivery.win(movement(1_000n))).toMatchObject({ kind: 'accepted' });
      expect(await harness.outbox.attempts('win:1000')).toMatchObject([
        { outcome: 'disconnected', answer: `the answer is larger than ${maxBodyBytes} bytes` },
        { outcome: 'replied' },
      ]);
    },
  );
});
