import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import { deliverToOne } from './oneOperator.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { fails, ok, says } from './answers.ts';
import { type Harness, movement, startHarness, target } from './harness.ts';
import { deadToOthers } from './proxyOf.ts';

let harness: Harness;

describe.each(Object.values(contracts))('in contract $name,', (contract) => {
  const { delivery: policy } = contract;
  beforeEach(async () => void (harness = await startHarness(contract)));
  afterEach(() => harness.stop());

  describe('the outbox', () => {
    it('has a movement before its first byte is sent', async () => {
      const stored: unknown[] = [];
      harness.answer = (received, response) =>
        void harness.outbox.find(`casino:${received.command}:${received.transactionId}`).then((record) => {
          stored.push(record?.state);
          says(ok)(received, response);
        });
      await harness.delivery.bet(movement());
      await harness.delivery.win(movement());
      await harness.delivery.cancel(target());
      expect(stored).toEqual(['pending', 'pending', 'pending']);
    });

    it('refuses the same movement a second time', async () => {
      harness.answer = says(ok);
      const bet = movement();
      await harness.delivery.bet(bet);
      await expect(harness.delivery.bet(bet)).rejects.toThrow('was delivered before');
      expect(harness.sent).toHaveLength(1);
    });

    it('refuses a movement whose id another one has: 41 would be taken for paid', async () => {
      harness.answer = says(ok);
      const bet = movement();
      await harness.delivery.bet(bet);
      await expect(harness.delivery.win({ ...bet, roundId: 'other' })).rejects.toThrow(
        'every bet and win needs an id of its own',
      );
      expect(await harness.delivery.cancel(target(bet.transactionId))).toMatchObject({ kind: 'accepted' });
      expect(harness.sentCommands()).toEqual(['bet', 'cancel']);
    });

    it('is asked nothing more when the delivery is closed', async () => {
      const closed = harness.start();
      await closed.close();
      await expect(closed.win(movement('5000'))).rejects.toThrow('the delivery is closed');
      expect(await harness.outbox.find('casino:win:5000')).toBeUndefined();
    });

    it('gets nothing of a program without types that hands over a number for money: is it cents?', async () => {
      const untyped: unknown = { ...movement('7000'), amountMinor: 5 };
      await expect(harness.delivery.bet(untyped as never)).rejects.toThrow(
        'data.amount must be a bigint in minor units',
      );
      expect([await harness.outbox.find('casino:bet:7000'), harness.sent]).toEqual([undefined, []]);
    });

    it('keeps what can not be read as it is', async () => {
      harness.answer = fails['HTTP 500'];
      const cents = harness.start({ currencyDecimals: 3 });
      await cents.win({ ...movement('6000'), amountMinor: 12_345n });
      await expect(harness.delivery.retry(['casino:win:6000'])).rejects.toThrow(
        "win:6000 can't be read in a currency with 2 decimals",
      );
      expect((await harness.outbox.find('casino:win:6000'))?.state).toBe('unresolved');
      await cents.close();
    });

    it('keeps every attempt, without the token, and lists, retries and resolves what is unresolved', async () => {
      harness.answer = says('the token secret is not welcome', 503);
      const win = movement();
      const other = movement();
      await harness.delivery.win(win);
      await harness.delivery.win(other);
      const id = `casino:win:${win.transactionId}`;
      expect(await harness.outbox.attempts(id)).toHaveLength(policy.win.attempts);
      expect((await harness.outbox.attempts(id))[0]).toMatchObject({
        command: 'win',
        outcome: 'http-error',
        httpStatus: 503,
        answer: 'the token … is not welcome',
      });
      expect((await harness.outbox.list({ state: 'unresolved' }, '', 10)).items.map((record) => record.id)).toEqual(
        [id, `casino:win:${other.transactionId}`].sort(),
      );
      harness.answer = says('{"result":41,"status":"ERROR","data":{"balance":7}}');
      expect(await harness.delivery.retry([id])).toEqual(new Map([[id, 'accepted']]));
      expect(await harness.outbox.resolve(`casino:win:${other.transactionId}`)).toBe(true);
      expect(await harness.outbox.resolve(id)).toBe(false);
      expect((await harness.outbox.list({ state: 'unresolved' }, '', 10)).items).toEqual([]);
    });

    it('lets another sender go on when one dies: wins are sent, an interrupted bet is cancelled and never sent again', async () => {
      harness.answer = () => undefined;
      const dead = await openOutbox(openSqliteDatabase(harness.outboxFile), 1);
      const lost = deliverToOne({
        contract,
        url: harness.url,
        tokens: ['secret'],
        outbox: deadToOthers(dead),
        clock: { ...harness.clock, deadline: () => () => undefined },
        random: () => 0,
      });
      const [bet, win] = [movement(), movement()];
      void lost.bet(bet);
      void lost.win(win);
      while (harness.sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      harness.sent = [];
      harness.answer = (received, response) =>
        says(received.command === 'win' ? '{"result":41,"status":"ERROR","data":{"balance":7}}' : ok)(
          received,
          response,
        );
      await harness.delivery.recover();
      expect(harness.sentCommands().sort()).toEqual(['cancel', 'win']);
      expect((await harness.outbox.find(`casino:bet:${bet.transactionId}`))?.state).toBe('cancelled');
      expect((await harness.outbox.find(`casino:win:${win.transactionId}`))?.state).toBe('accepted');
      harness.server.closeAllConnections();
      await lost.close();
      await dead.close();
    });
  });
});
