import { userInfo } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scratch, seamless } from '../support/commandLine.ts';

let folder: string;
let remove: () => void;
let database: string;
beforeEach(() => {
  [folder, remove] = scratch();
  database = `sqlite:${folder}/deep/wallet.db`;
});
afterEach(() => remove());

const accounts = (...args: string[]) => seamless(['accounts', ...args, '--database', database]);

describe('seamless accounts', () => {
  it('opens, shows and lists accounts', async () => {
    expect(await accounts('create', 'anna', '--balance', '1000.00')).toEqual({
      code: 0,
      out: 'anna\tactive\t1000.00',
      err: '',
    });
    expect(await accounts('create', 'bert', '--inactive')).toMatchObject({ code: 0, out: 'bert\tinactive\t0.00' });
    expect(await accounts('show', 'anna')).toMatchObject({ code: 0, out: 'anna\tactive\t1000.00' });
    expect(await accounts('list')).toMatchObject({ code: 0, out: 'anna\tactive\t1000.00\nbert\tinactive\t0.00' });
  });

  it('lets players play or not', async () => {
    await accounts('create', 'anna');
    expect(await accounts('deactivate', 'anna')).toMatchObject({ code: 0, out: 'anna\tinactive\t0.00' });
    expect(await accounts('activate', 'anna')).toMatchObject({ code: 0, out: 'anna\tactive\t0.00' });
  });

  it('moves money, each time as an entry', async () => {
    await accounts('create', 'anna', '--balance', '10');
    expect(await accounts('credit', 'anna', '0.05')).toMatchObject({ code: 0, out: 'anna\tactive\t10.05' });
    expect(await accounts('debit', 'anna', '10.04')).toMatchObject({ code: 0, out: 'anna\tactive\t0.01' });
    const db = new DatabaseSync(`${folder}/deep/wallet.db`);
    const entries = db
      .prepare(
        'SELECT kind, delta_minor AS delta, balance_after_minor AS balance FROM ledger_entry ORDER BY account_version',
      )
      .all();
    db.close();
    expect(entries.map((entry) => ({ ...entry }))).toEqual([
      { kind: 'opening', delta: 1000, balance: 1000 },
      { kind: 'credit', delta: 5, balance: 1005 },
      { kind: 'debit', delta: -1004, balance: 1 },
    ]);
  });

  it('moves money once for one id, and refuses to move anything else under it', async () => {
    await accounts('create', 'anna', '--balance', '10');
    await accounts('create', 'bert');
    const credit = ['credit', 'anna', '5', '--id', 'ticket-4711'];
    expect(await accounts(...credit)).toMatchObject({ code: 0, out: 'anna\tactive\t15.00' });
    expect(await accounts(...credit)).toMatchObject({
      code: 0,
      out: 'anna\tactive\t15.00',
      err: expect.stringContaining('ticket-4711 was carried out before; nothing was moved this time') as string,
    });
    expect(await accounts('credit', 'anna', '5.00', '--id', 'operator:ticket-4711', '--reason', 'again')).toMatchObject(
      { code: 0, out: 'anna\tactive\t15.00' },
    );
    for (const other of [
      ['credit', 'anna', '6'],
      ['debit', 'anna', '5'],
      ['credit', 'bert', '5'],
    ]) {
      const { code, out, err } = await accounts(...other, '--id', 'ticket-4711');
      expect([code, out, err]).toEqual([1, '', expect.stringContaining('ticket-4711 is that of another movement')]);
    }
    expect(await accounts('list')).toMatchObject({ out: 'anna\tactive\t15.00\nbert\tactive\t0.00' });
  });

  it('makes up an id when none is given, and tells it', async () => {
    await accounts('create', 'anna');
    const { err } = await accounts('credit', 'anna', '5');
    const [, id = ''] = /--id (\S+)/.exec(err) ?? [];
    expect(await accounts('credit', 'anna', '5', '--id', id)).toMatchObject({
      code: 0,
      out: 'anna\tactive\t5.00',
      err: expect.stringContaining('carried out before') as string,
    });
    expect(await accounts('credit', 'anna', '5')).toMatchObject({ out: 'anna\tactive\t10.00' });
  });

  it('logs who moved what, why, and what came of it', async () => {
    await accounts('create', 'anna', '--balance', '1');
    const logged = async (...args: string[]): Promise<unknown> => {
      const { err } = await accounts(...args);
      return JSON.parse(err.split('\n').find((line) => line.startsWith('{')) ?? '');
    };
    const about = {
      msg: 'adjustment',
      user: userInfo().username,
      account: 'anna',
      transactionId: 'operator:7',
      pid: process.pid,
      time: expect.any(Number) as number,
    };
    const debit = ['debit', 'anna', '0.40', '--id', '7', '--reason', 'paid "twice"\n'];
    expect(await logged(...debit)).toMatchObject({
      ...about,
      level: 30,
      kind: 'debit',
      amountMinor: 40,
      reason: 'paid "twice"\n',
      result: 'accepted',
      balanceMinor: 60,
    });
    expect(await logged(...debit)).toMatchObject({
      ...about,
      level: 30,
      result: 'alreadyProcessed',
      note: 'repeat',
      balanceMinor: 60,
    });
    expect(await logged('debit', 'anna', '0.41', '--id', '7')).toMatchObject({
      ...about,
      level: 40,
      amountMinor: 41,
      result: 'failed',
      note: 'conflict',
    });
    expect(await logged('debit', 'anna', '0.61', '--id', '8')).toMatchObject({
      level: 40,
      transactionId: 'operator:8',
      result: 'insufficientBalance',
    });
  });

  it("refuses what can't be done, says why, and changes nothing", async () => {
    await accounts('create', 'anna', '--balance', '1');
    expect(await accounts('create', 'anna')).toMatchObject({
      code: 1,
      err: expect.stringContaining('exists already') as string,
    });
    expect(await accounts('debit', 'anna', '1.01')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has only 1.00') as string,
    });
    for (const command of [['show'], ['activate'], ['deactivate'], ['credit', '1'], ['debit', '1']]) {
      const [name = '', ...rest] = command;
      expect(await accounts(name, 'nobody', ...rest)).toMatchObject({
        code: 1,
        err: expect.stringContaining('accounts create nobody') as string,
      });
    }
    expect(await accounts('list')).toMatchObject({ out: 'anna\tactive\t1.00' });
  });

  it('takes unusable input for what it is, exit 2', async () => {
    for (const args of [
      ['create', 'a b'],
      ['create', 'anna', '--balance', '1.001'],
      ['create', 'anna', '--balance', '1,5'],
      ['credit', 'anna', '-1'],
      ['debit', 'anna', 'x'],
      ['credit', 'anna', '1', '--id', ''],
      ['credit', 'anna', '1', '--id', 'a b'],
      ['frobnicate'],
      ['show'],
      ['list', '--colour'],
    ]) {
      const { code, err } = await accounts(...args);
      expect([args, code]).toEqual([args, 2]);
      expect(err).not.toBe('');
    }
    expect(await accounts('list')).toMatchObject({ out: '' });
  });

  it('keeps money in the decimals that the wallet was made with', async () => {
    await accounts('create', 'anna', '--balance', '1.50');
    const { code, err } = await accounts('list', '--currency-decimals', '3');
    expect([code, err]).toEqual([2, expect.stringContaining('Start with --currency-decimals 2')]);
  });

  it('refuses a database that a newer program made, and a file that is none', async () => {
    await accounts('create', 'anna');
    const db = new DatabaseSync(`${folder}/deep/wallet.db`);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(await accounts('list')).toMatchObject({
      code: 2,
      err: expect.stringContaining('newer than this program') as string,
    });
    expect(await seamless(['accounts', 'list', '--database', 'sqlite:package.json'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('package.json') as string,
    });
  });
});
