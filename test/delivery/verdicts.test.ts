import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import type { OneOperator } from './oneOperator.ts';
import { ok, reset, says, tooLarge } from './answers.ts';
import { type Harness, movement, startHarness, target } from './harness.ts';

let harness: Harness;

describe.each(Object.values(contracts))('in contract $name,', (contract) => {
  const { delivery: policy, results } = contract;
  /** How often it is sent when every answer refuses it. */
  const attemptsOnRefusal = (command: 'win' | 'cancel') =>
    policy[command].until === undefined ? 1 : policy[command].attempts;
  beforeEach(async () => void (harness = await startHarness(contract)));
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

    it('that refuses is the end too, unless the contract goes on until a win is accepted', async () => {
      harness.answer = says('{"result":31,"status":"ERROR","data":{"balance":0.5}}');
      expect(await harness.delivery.bet(movement())).toEqual({ kind: 'refused', result: 31, balanceMinor: 50n });
      harness.answer = says('{"result":99,"status":"ERROR"}');
      expect(await harness.delivery.win(movement())).toEqual({ kind: 'refused', result: 99, balanceMinor: undefined });
      harness.answer = says('{"result":99,"status":"ERROR","message":"data.account must be string"}', 400);
      expect(await harness.delivery.bet(movement())).toMatchObject({ kind: 'refused', result: 99 });
      expect(await harness.delivery.cancel(target())).toMatchObject({ kind: 'refused', result: 99 });
      const refused = (command: 'win' | 'cancel') => Array<string>(attemptsOnRefusal(command)).fill(command);
      expect(harness.sentCommands()).toEqual(['bet', ...refused('win'), 'bet', ...refused('cancel')]);
    });

    it('that refuses a win at first and accepts it later ends it, where the contract goes on until then', async () => {
      harness.answer = (received, response) =>
        says(harness.sent.length <= 3 ? '{"result":22,"status":"ERROR"}' : ok)(received, response);
      const goesOn = policy.win.until === 'accepted';
      expect(await harness.delivery.win(movement())).toMatchObject({ kind: goesOn ? 'accepted' : 'refused' });
      expect(harness.sent).toHaveLength(goesOn ? 4 : 1);
    });

    it.each([
      ['result 22', says('{"result":22,"status":"ERROR"}')],
      ['result 99', says('{"result":99,"status":"ERROR"}')],
      ['result 100', says('{"result":100,"status":"ERROR"}')],
      ['HTTP 400', says('{"result":99,"status":"ERROR","message":"data.account must be string"}', 400)],
    ])('%s to a win or cancel tells nothing of an earlier attempt that may have arrived', async (_name, refuses) => {
      const [win, cancel] = [movement(), target()];
      for (const [command, id, deliver] of [
        ['win', `casino:win:${win.transactionId}`, () => harness.delivery.win(win)],
        ['cancel', `casino:cancel:${cancel.targetId}`, () => harness.delivery.cancel(cancel)],
      ] as const) {
        harness.sent = [];
        harness.answer = (received, response) => (harness.sent.length === 1 ? reset : refuses)(received, response);
        expect(await deliver()).toEqual({ kind: 'unresolved' });
        expect(harness.sent).toHaveLength(policy[command].attempts);
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
          cancelled ??= harness.delivery.cancel(target(received.transactionId));
          setTimeout(() => reset(received, response), 20);
        }
      };
      let cancelled: ReturnType<OneOperator['cancel']> | undefined;
      expect(await harness.delivery.win(movement())).toEqual({ kind: 'cancelled' });
      expect(await cancelled).toEqual({ kind: 'unresolved' });
      expect(harness.sentCommands()).toEqual(['win', ...Array<string>(policy.cancel.attempts).fill('cancel')]);
    });

    it('of a wrong token leaves a win unresolved, so that it is found and tried again with all others when the token is right', async () => {
      const win = movement();
      harness.answer = says('{"result":100,"status":"ERROR"}');
      expect(await harness.delivery.win(win)).toEqual({ kind: 'unresolved' });
      harness.answer = says(ok);
      const id = `casino:win:${win.transactionId}`;
      expect(await harness.delivery.retry([id])).toEqual(new Map([[id, 'accepted']]));
    });

    it('that refuses at first refuses when it is asked again, too', async () => {
      harness.answer = says('{"result":22,"status":"ERROR"}');
      const win = movement();
      await harness.delivery.win(win);
      expect(await harness.delivery.retry([`casino:win:${win.transactionId}`])).toEqual(
        new Map([[`casino:win:${win.transactionId}`, 'refused']]),
      );
      expect(harness.sent).toHaveLength(2 * attemptsOnRefusal('win'));
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

    it.each([results.unknownTransaction, results.unknownTarget ?? results.unknownTransaction])(
      '%s to a cancel means that there is nothing to give back',
      async (result) => {
        harness.answer = says(`{"result":${result},"status":"ERROR","data":{"balance":7}}`);
        expect(await harness.delivery.cancel(target())).toMatchObject({ kind: 'accepted', balanceMinor: 700n });
      },
    );

    it('41 to a cancel that has an id of its own means that an earlier attempt arrived', async () => {
      harness.answer = (received, response) =>
        (harness.sent.length === 1 ? reset : says('{"result":41,"status":"ERROR","data":{"balance":7}}'))(
          received,
          response,
        );
      const settled = { kind: 'accepted', balanceMinor: 700n, transaction: undefined };
      expect(await harness.delivery.cancel(target())).toEqual(
        contract.adapter.cancelHasId ? settled : { kind: 'unresolved' },
      );
    });

    it('to the cancel of a lost bet makes it cancelled, or leaves it unresolved when it is refused', async () => {
      harness.answer = (received, response) => (received.command === 'bet' ? reset : says(ok))(received, response);
      expect(await harness.delivery.bet(movement('77', 'r'))).toEqual({ kind: 'cancelled' });
      expect(harness.sent[1]).toMatchObject({
        command: 'cancel',
        transactionId: '77',
        roundId: 'r',
        data: { account: 'a', game_code: 'g' },
        check: policy.cancel.checks,
      });
      // A cancel with an id of its own tells what the bet took, too.
      expect(harness.sent[1]?.data).toEqual(
        contract.adapter.cancelHasId
          ? expect.objectContaining({ amount: 5_000n, type: 16 })
          : expect.not.objectContaining({ amount: 5_000n }),
      );
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
        expect(await harness.delivery.win(movement('1000'))).toMatchObject({ kind: 'accepted' });
        expect(await harness.outbox.attempts('casino:win:1000')).toMatchObject([
          { outcome: 'disconnected', answer: `the answer is larger than ${contract.maxBodyBytes} bytes` },
          { outcome: 'replied' },
        ]);
      },
    );
  });
});
