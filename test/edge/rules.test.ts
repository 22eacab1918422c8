import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v1 } from '../../src/contract/contracts.ts';
import { limits } from '../../src/process/limits.ts';
import { startWallet, type Wallet } from '../support/edges.ts';
import { type Id, wordings } from '../support/wording.ts';

describe.each(wordings)('in contract $name', (words) => {
  let wallet: Wallet;
  beforeAll(async () => void (wallet = await startWallet('listener', limits, [words.contract])));
  afterAll(() => wallet.stop());

  const { newId } = words;

  const move = (command: 'bet' | 'win', account: string, id: Id, amount: number, check?: string, round = 'r1') =>
    wallet.send(
      command,
      words.movement(account, id, amount, round),
      check ?? (command === 'bet' ? '21,22,41,31' : '21,22,41'),
    );
  const bet = (...args: [account: string, id: Id, amount: number, check?: string, round?: string]) =>
    move('bet', ...args);
  const win = (...args: [account: string, id: Id, amount: number, check?: string, round?: string]) =>
    move('win', ...args);
  const cancel = (account: string, id: Id, check: string = words.contract.delivery.cancel.checks) =>
    wallet.send('cancel', words.cancel(account, id), check);
  const status = (account: string, id: Id, check = '21,42') => wallet.send('status', words.status(account, id), check);
  const balance = (account: string, check = '21,22') => wallet.send('balance', { account }, check);
  const authenticate = (account: string, check = '21') => wallet.send('authenticate', { account }, check);

  const ok = (amount: number) => ({ result: 0, status: 'OK', data: { balance: amount } });
  const refused = (result: number, amount?: number) => ({
    result,
    status: 'ERROR',
    ...(amount !== undefined && { data: { balance: amount } }),
  });
  const json = async (answer: Promise<{ json: unknown; httpStatus: number }>) => {
    const { json: body, httpStatus } = await answer;
    expect(httpStatus).toBe(200);
    return body;
  };

  /** The body of a win whose amount is written so. */
  const winOf = (account: string, amount: string): string =>
    JSON.stringify({ command: 'win', data: words.movement(account, newId(), 0), timestamp: '1', check: '' }).replace(
      '"amount":0',
      `"amount":${amount}`,
    );

  describe('the six commands', () => {
    it('answer as documented', async () => {
      const account = await wallet.open(100_000n);
      const [betId, winId] = [newId(), newId()];
      expect(await json(authenticate(account))).toEqual({ result: 0, status: 'OK', data: { account, balance: 1000 } });
      expect(await json(balance(account))).toEqual(ok(1000));
      expect(await json(bet(account, betId, 1000))).toEqual(ok(0));
      expect(await json(win(account, winId, 250.5))).toEqual(ok(250.5));
      expect(await json(status(account, winId))).toEqual({
        result: 0,
        status: 'OK',
        data: words.statusReply(account, winId, 'OK'),
      });
      expect(await json(cancel(account, betId))).toEqual(ok(1250.5));
      expect(await json(status(account, betId))).toEqual({
        result: 0,
        status: 'OK',
        data: words.statusReply(account, betId, 'CANCELED'),
      });
    });
  });

  describe('checks', () => {
    it('are made in the order given, and the first that fails is the answer', async () => {
      const account = await wallet.open(1_000n);
      const id = newId();
      expect(await json(bet(account, id, 10))).toEqual(ok(0));
      expect(await json(bet(account, id, 10, '21,22,41,31'))).toEqual(refused(41, 0));
      expect(await json(bet(account, id, 10, '21,22,31,41'))).toEqual(refused(31, 0));
      await wallet.setActive(account, false);
      expect(await json(bet(account, id, 10, '21,22,41,31'))).toEqual(refused(22));
      expect(await json(bet(account, id, 10, '21,41,22,31'))).toEqual(refused(41, 0));
      expect(await json(bet(account, id, 10, ' 21 , 31 '))).toEqual(refused(31, 0));
    });

    it('answer 21 for an unknown account, to every command and whatever is asked', async () => {
      for (const check of ['21', '', '41,31,42,22,21']) {
        expect(await json(authenticate('nobody', check))).toEqual(refused(21));
        expect(await json(balance('nobody', check))).toEqual(refused(21));
        expect(await json(bet('nobody', 1, 1, check))).toEqual(refused(21));
        expect(await json(win('nobody', 1, 1, check))).toEqual(refused(21));
        expect(await json(cancel('nobody', 1, check))).toEqual(refused(21));
        expect(await json(status('nobody', 1, check))).toEqual(refused(21));
      }
    });

    it('answer 22 for an inactive player only when asked', async () => {
      const account = await wallet.open(1_000n, false);
      const id = newId();
      expect(await json(authenticate(account, '21'))).toMatchObject({ result: 0 });
      expect(await json(authenticate(account, '21,22'))).toEqual(refused(22));
      expect(await json(balance(account))).toEqual(refused(22));
      expect(await json(win(account, id, 5))).toEqual(refused(22));
      expect(await json(win(account, id, 5, '21,41'))).toEqual(ok(15));
      expect(await json(cancel(account, id))).toEqual(refused(22));
      expect(await json(cancel(account, id, `21,${words.targetCheck}`))).toEqual(ok(10));
      expect(await json(status(account, id, '21,22,42'))).toEqual(refused(22));
      expect(wallet.logged.filter((line) => line.includes(account) && line.includes('owed'))).toHaveLength(2);
    });

    it('that are unknown are ignored and logged', async () => {
      const account = await wallet.open(1_000n);
      expect(await json(bet(account, newId(), 1, '77,21,999'))).toEqual(ok(9));
      expect(wallet.logged.at(-1)).toContain('ignored check 77');
    });

    it('that are no business of the command are ignored', async () => {
      const account = await wallet.open(1_000n);
      const id = newId();
      expect(await json(win(account, id, 50, '21,31,42'))).toEqual(ok(60));
      expect(await json(cancel(account, id, '21,41,31'))).toEqual(ok(10));
    });

    it('that are left out change none of the invariants', async () => {
      const account = await wallet.open(1_000n);
      const [betId, winId, unknown] = [newId(), newId(), newId()];
      expect(await json(bet(account, betId, 10.01, ''))).toEqual(refused(31, 10));
      expect(await json(bet(account, betId, 4, ''))).toEqual(ok(6));
      expect(await json(bet(account, betId, 4, ''))).toEqual(ok(6));
      expect(await json(win(account, winId, 1, ''))).toEqual(ok(7));
      expect(await json(win(account, winId, 1, ''))).toEqual(ok(7));
      expect(await json(status(account, unknown, ''))).toEqual(refused(42, 7));
      expect(await json(cancel(account, unknown, ''))).toEqual(refused(words.targetCheck, 7));
      expect(await json(cancel(account, betId, ''))).toEqual(ok(11));
      expect(await json(bet(account, betId, 4, ''))).toEqual(refused(41, 11));
    });
  });

  describe('a repeat', () => {
    it('of a bet or a win moves nothing', async () => {
      const account = await wallet.open(10_000n);
      const [betId, winId] = [newId(), newId()];
      await bet(account, betId, 10);
      await win(account, winId, 30);
      expect(await json(bet(account, betId, 10))).toEqual(refused(41, 120));
      expect(await json(win(account, winId, 30))).toEqual(refused(41, 120));
    });

    it('with another amount, round, command or account moves nothing and is logged', async () => {
      const [account, other] = [await wallet.open(10_000n), await wallet.open(10_000n)];
      const id = newId();
      await bet(account, id, 10);
      const conflicts = [
        () => bet(account, id, 20),
        () => bet(account, id, 10, undefined, 'another-round'),
        () => win(account, id, 10),
        () => bet(other, id, 10),
      ];
      for (const conflict of conflicts) {
        expect(await json(conflict())).toMatchObject({ result: 41 });
        expect(wallet.logged.at(-1)).toContain('conflict');
      }
      expect(await json(bet(account, id, 20, '21,22,31'))).toEqual(refused(99, 90));
      expect(await json(win(account, id, 10, ''))).toEqual(refused(99, 90));
      expect(await json(bet(other, id, 10, ''))).toEqual(refused(99, 100));
      expect([await json(balance(account)), await json(balance(other))]).toEqual([ok(90), ok(100)]);
    });

    it('of a refused bet is taken once the balance covers it', async () => {
      const account = await wallet.open(500n);
      const id = newId();
      expect(await json(bet(account, id, 10))).toEqual(refused(31, 5));
      expect(await json(status(account, id))).toEqual(refused(42, 5));
      await win(account, newId(), 20);
      expect(await json(bet(account, id, 10))).toEqual(ok(15));
    });
  });

  describe('a cancel', () => {
    it('gives a stake back once, however often it is sent', async () => {
      const account = await wallet.open(10_000n);
      const id = newId();
      await bet(account, id, 40);
      expect(await json(cancel(account, id))).toEqual(ok(100));
      expect(await json(cancel(account, id))).toEqual(ok(100));
      expect(await json(bet(account, id, 40))).toEqual(refused(41, 100));
      expect(await json(bet(account, id, 40, '21'))).toEqual(refused(41, 100));
    });

    it('takes a win back even when it was spent, and later bets answer 31', async () => {
      const account = await wallet.open(0n);
      const id = newId();
      await win(account, id, 50);
      await bet(account, newId(), 50);
      expect(await json(cancel(account, id))).toEqual(ok(-50));
      expect(await json(bet(account, newId(), 0.01, ''))).toEqual(refused(31, -50));
      expect(await json(win(account, newId(), 60))).toEqual(ok(10));
    });

    it('of an unknown transaction answers that it is unknown, and leaves a tombstone, for any account', async () => {
      const [account, other] = [await wallet.open(10_000n), await wallet.open(10_000n)];
      const [betId, winId] = [newId(), newId()];
      for (const id of [betId, winId]) {
        expect(await json(cancel(account, id))).toEqual(refused(words.targetCheck, 100));
        expect(await json(cancel(account, id))).toEqual(refused(words.targetCheck, 100));
        expect(await json(status(account, id))).toEqual(refused(42, 100));
      }
      expect(await json(bet(account, betId, 10))).toEqual(refused(41, 100));
      expect(await json(bet(account, betId, 10, ''))).toEqual(refused(41, 100));
      expect(await json(win(account, winId, 10))).toEqual(refused(41, 100));
      expect(await json(win(other, winId, 10, '21'))).toEqual(refused(41, 100));
    });

    it('that was refused by an earlier check leaves no tombstone', async () => {
      const account = await wallet.open(10_000n, false);
      const id = newId();
      expect(await json(cancel(account, id))).toEqual(refused(22));
      await wallet.setActive(account, true);
      expect(await json(bet(account, id, 10))).toEqual(ok(90));
    });

    it('or a status from another account finds nothing and touches nothing', async () => {
      const [account, other] = [await wallet.open(10_000n), await wallet.open(5_000n)];
      const id = newId();
      await bet(account, id, 40);
      expect(await json(cancel(other, id))).toEqual(refused(words.targetCheck, 50));
      expect(await json(status(other, id))).toEqual(refused(42, 50));
      expect(await json(status(account, id))).toMatchObject({ data: { trans_status: 'OK' } });
      expect(await json(balance(account))).toEqual(ok(60));
    });
  });

  describe('money', () => {
    it('is exact to the cent', async () => {
      const account = await wallet.open(0n);
      await win(account, newId(), 0.1);
      expect((await win(account, newId(), 0.2)).text).toBe('{"result":0,"status":"OK","data":{"balance":0.3}}');
      for (let n = 0; n < 10; n++) await bet(account, newId(), 0.01);
      expect((await balance(account)).text).toBe('{"result":0,"status":"OK","data":{"balance":0.2}}');
    });

    it('is exact beyond what a float holds', async () => {
      const account = await wallet.open(0n);
      const body = winOf(account, '9007199254740993.01');
      expect((await wallet.post(body)).text).toBe('{"result":0,"status":"OK","data":{"balance":9007199254740993.01}}');
    });

    it('that a balance could not hold exactly is refused and moves nothing', async () => {
      const account = await wallet.open(10n ** 18n - 1n);
      const answer = await win(account, newId(), 0.01);
      expect(answer.text).toBe('{"result":99,"status":"ERROR","data":{"balance":9999999999999999.99}}');
    });

    it('of a lost round is a win of 0, and a bet of 0 is taken and recorded', async () => {
      const account = await wallet.open(0n);
      const [betId, winId] = [newId(), newId()];
      expect(await json(bet(account, betId, 0))).toEqual(ok(0));
      expect(await json(win(account, winId, 0))).toEqual(ok(0));
      expect(await json(status(account, betId))).toMatchObject({ data: { trans_status: 'OK' } });
      expect(await json(win(account, winId, 0))).toEqual(refused(41, 0));
    });

    it('may be written with an exponent or with zeros behind it', async () => {
      const account = await wallet.open(0n);
      expect((await wallet.post(winOf(account, '1.5e1'))).json).toEqual(ok(15));
      expect((await wallet.post(winOf(account, '1.000'))).json).toEqual(ok(16));
    });
  });
});

describe('the ids of contract v1', () => {
  let wallet: Wallet;
  beforeAll(async () => void (wallet = await startWallet('listener', limits, [v1])));
  afterAll(() => wallet.stop());
  const balance = async (account: string): Promise<unknown> => (await wallet.send('balance', { account }, '')).json;
  const ok = (amount: number) => ({ result: 0, status: 'OK', data: { balance: amount } });

  const whole = (account: string, id: string, command = 'status'): string =>
    `{"command":"${command}","data":{"account":"${account}","trans_id":${id},"round_id":"r","amount":1},"timestamp":"1","check":""}`;

  it('above 2^53 stay apart, and come back digit for digit in the type in which they were asked', async () => {
    const account = await wallet.open(10_000n);
    for (const id of ['9007199254740993', '9007199254740992', '9223372036854775807']) {
      expect((await wallet.post(whole(account, id, 'bet'))).json).toMatchObject({ result: 0 });
      for (const asked of [id, `"${id}"`]) {
        const { text } = await wallet.post(whole(account, asked));
        expect(text).toBe(`{"result":0,"status":"OK","data":{"trans_id":${asked},"trans_status":"OK"}}`);
      }
    }
    expect(await balance(account)).toEqual(ok(97));
  });

  it('outside 1 to 2^63-1, and digits with a leading zero, are refused by name', async () => {
    const account = await wallet.open(10_000n);
    for (const id of [
      '0',
      '-1',
      '9223372036854775808',
      '1e30',
      '1.5',
      '9007199254740993.5',
      '"05"',
      '"9223372036854775808"',
      '"abc"',
      '""',
      'null',
      'true',
    ]) {
      const { httpStatus, json: body } = await wallet.post(whole(account, id, 'bet'));
      expect([id, httpStatus, body]).toMatchObject([
        id,
        400,
        { result: 99, status: 'ERROR', message: expect.stringContaining('data.trans_id') as string },
      ]);
    }
    expect(await balance(account)).toEqual(ok(100));
  });

  it('name the same transaction as a number and as a string of digits', async () => {
    const account = await wallet.open(10_000n);
    const id = 5;
    const bet = { account, trans_id: id, round_id: 'r', amount: 10 };
    expect((await wallet.send('bet', bet, '41')).json).toEqual(ok(90));
    expect((await wallet.send('bet', { ...bet, trans_id: String(id) }, '41')).json).toMatchObject({ result: 41 });
    expect((await wallet.send('status', { account, trans_id: String(id) }, '')).json).toEqual({
      result: 0,
      status: 'OK',
      data: { trans_id: String(id), trans_status: 'OK' },
    });
  });
});
