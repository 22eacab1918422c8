/** What contract v4 has and v1 has not, over real HTTP: cancels with an id of their own, and both contracts on one URL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v1, v4 } from '../../src/contract/contracts.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { limits } from '../../src/process/limits.ts';
import { edges, startWallet, type Wallet } from '../support/edges.ts';

let last = 0;
const guid = (): string => `guid-${++last}`;
const ok = (balance: number) => ({ result: 0, status: 'OK', data: { balance } });
const refused = (result: number, balance: number) => ({ result, status: 'ERROR', data: { balance } });

describe.each(edges)('in contract v4, by %s', (edge) => {
  let wallet: Wallet;
  beforeAll(async () => void (wallet = await startWallet(edge, limits, [v4])));
  afterAll(async () => {
    expect((await auditStore(wallet.store)).problems).toEqual([]);
    await wallet.stop();
  });

  const say = async (command: string, data: object, check: string): Promise<unknown> =>
    (await wallet.send(command, data, check)).json;
  const move = (command: 'bet' | 'win', account: string, id: string, check = '21,22,41') =>
    say(command, { account, trans_guid: id, round_id: 'r', amount: 10 }, check);
  const cancel = (account: string, id: string, target: string, check: string = v4.delivery.cancel.checks, more = {}) =>
    say('cancel', { account, trans_guid: id, cancel_trans_guid: target, ...more }, check);
  const status = (account: string, id: string) => say('status', { account, trans_guid: id }, '21,42');

  it('the documented requests get the documented answers', async () => {
    await wallet.store.createAccount({ name: 'test1234', active: true, openingMinor: 10_000n });
    const round = '403001468-1-vs10emotiwins-336097135023';
    const [betId, winId, cancelId] = [`${round}-1771772046312`, `${round}-1771772047001`, `${round}-1771772049555`];
    const play = `"round_id":"336097135023","provider_id":1,"game_code":"vs10emotiwins","game_type":"slot"`;
    const sent = [
      `{"command":"authenticate","data":{"account":"test1234"},"timestamp":"1771772046","check":"21"}`,
      `{"command":"balance","data":{"account":"test1234"},"timestamp":"1771772046","check":"21,22"}`,
      `{"command":"bet","data":{"gplay_id":"8949111","account":"test1234","trans_guid":"${betId}","time_stamp":1771772046312,${play},"amount":0.9,"type":1},"timestamp":"1771772046","check":"21,22,41,31"}`,
      `{"command":"win","data":{"gplay_id":"8949111","account":"test1234","trans_guid":"${winId}","time_stamp":1771772047001,${play},"amount":1000,"type":2},"timestamp":"1771772047","check":"21,22,41"}`,
      `{"command":"cancel","data":{"gplay_id":"8949111","account":"test1234","trans_guid":"${cancelId}","cancel_trans_guid":"${betId}","time_stamp":1771772049555,${play},"amount":0.9,"type":16},"timestamp":"1771772049","check":"21,22,41,43"}`,
      `{"command":"status","data":{"account":"test1234","trans_guid":"${betId}"},"timestamp":"1771772050","check":"21,42"}`,
    ];
    const answers: string[] = [];
    for (const body of sent) answers.push((await wallet.post(body)).text);
    expect(answers).toEqual([
      '{"result":0,"status":"OK","data":{"account":"test1234","balance":100}}',
      '{"result":0,"status":"OK","data":{"balance":100}}',
      '{"result":0,"status":"OK","data":{"balance":99.1}}',
      '{"result":0,"status":"OK","data":{"balance":1099.1}}',
      '{"result":0,"status":"OK","data":{"balance":1100}}',
      `{"result":0,"status":"OK","data":{"account":"test1234","trans_guid":"${betId}","trans_status":"CANCELED"}}`,
    ]);
  });

  it("a cancel's own id is spent once it is carried out", async () => {
    const account = await wallet.open(10_000n);
    const [bet, own] = [guid(), guid()];
    await move('bet', account, bet);
    expect(await cancel(account, own, bet)).toEqual(ok(100));
    expect(JSON.parse(wallet.logged.at(-1) ?? '')).toMatchObject({ transactionId: own, targetId: bet });
    expect(await cancel(account, own, bet)).toEqual(refused(41, 100));
    expect(await cancel(account, own, bet, '21,22,43')).toEqual(ok(100));
    expect(await move('bet', account, own)).toEqual(refused(41, 100));
    expect(await move('win', account, own, '')).toEqual(refused(99, 100));
    expect(await status(account, own)).toMatchObject({ data: { trans_guid: own, trans_status: 'OK' } });
    expect(await cancel(account, guid(), own)).toEqual(refused(43, 100));
  });

  it('another cancel of the same transaction answers 0, moves nothing, and its id is spent', async () => {
    const account = await wallet.open(10_000n);
    const [bet, other] = [guid(), guid()];
    await move('bet', account, bet);
    await cancel(account, guid(), bet);
    expect(await cancel(account, other, bet)).toEqual(ok(100));
    expect(await move('win', account, other)).toEqual(refused(41, 100));
  });

  it('an unknown target answers 43, or 42 where that is asked first; it is remembered, and the id of the cancel is free', async () => {
    const account = await wallet.open(10_000n);
    const [target, own] = [guid(), guid()];
    expect(await cancel(account, own, target)).toEqual(refused(43, 100));
    expect(await cancel(account, own, target, '21,22,42,43')).toEqual(refused(42, 100));
    expect(await cancel(account, own, target, '')).toEqual(refused(43, 100));
    expect(await move('bet', account, target)).toEqual(refused(41, 100));
    expect(await move('bet', account, own)).toEqual(ok(90));
  });

  it('the amount in a cancel is not believed, and a difference is logged', async () => {
    const account = await wallet.open(10_000n);
    const bet = guid();
    await move('bet', account, bet);
    expect(await cancel(account, guid(), bet, '21,43', { amount: 5_000 })).toEqual(ok(100));
    expect(wallet.logged.at(-1)).toContain('conflict');
  });

  it('a misspelt cancel_trans_guid is read; where both are given and differ the request is outside the contract', async () => {
    const account = await wallet.open(10_000n);
    const bet = guid();
    await move('bet', account, bet);
    const misspelt = { account, trans_guid: guid(), cancle_trans_guid: bet };
    const both = await wallet.send('cancel', { ...misspelt, cancel_trans_guid: 'other' }, '21,43');
    expect(both).toMatchObject({ httpStatus: 400, text: expect.stringContaining('data.cancle_trans_guid') as string });
    expect(await say('cancel', { ...misspelt, cancel_trans_guid: bet }, '21,43')).toEqual(ok(100));
    const again = guid();
    await move('bet', account, again);
    expect(await say('cancel', { ...misspelt, trans_guid: guid(), cancle_trans_guid: again }, '21,43')).toEqual(
      ok(100),
    );
  });

  it('a cancel that names itself is outside the contract', async () => {
    const account = await wallet.open(10_000n);
    const answer = await wallet.send('cancel', { account, trans_guid: 'same', cancel_trans_guid: 'same' }, '21');
    expect(answer).toMatchObject({
      httpStatus: 400,
      text: expect.stringContaining('data.cancel_trans_guid must not be') as string,
    });
  });

  it('ids are compared byte for byte, in any script', async () => {
    const account = await wallet.open(10_000n);
    const ids = ['Gleich', 'gleich', 'gleich́', 'снято-1', '同じ', 'ß', 'ss', 'x'.repeat(64), `${'x'.repeat(63)}y`];
    for (const id of ids) expect(await move('win', account, id)).toMatchObject({ result: 0 });
    expect(await say('balance', { account }, '')).toEqual(ok(100 + 10 * ids.length));
    for (const id of ['', ' a', 'a ', 'a\tb', 'x'.repeat(65)])
      expect((await wallet.send('win', { account, trans_guid: id, round_id: 'r', amount: 1 }, '')).httpStatus).toBe(
        400,
      );
  });
});

describe.each(edges)('with both contracts on one URL, by %s', (edge) => {
  let wallet: Wallet;
  beforeAll(async () => void (wallet = await startWallet(edge, limits, [v1, v4])));
  afterAll(() => wallet.stop());

  it('the body tells which it is in, and one ledger is behind both', async () => {
    const account = await wallet.open(10_000n);
    const say = async (command: string, data: object, check: string): Promise<unknown> =>
      (await wallet.send(command, { account, ...data }, check)).json;
    expect(await say('balance', {}, '21')).toEqual(ok(100));
    expect(await say('bet', { trans_id: 7, round_id: 'r', amount: 10 }, '41')).toEqual(ok(90));
    expect(await say('bet', { trans_guid: 'g7', round_id: 'r', amount: 10 }, '41')).toEqual(ok(80));
    // Retries of old transactions still come in the old form.
    expect(await say('bet', { trans_id: 7, round_id: 'r', amount: 10 }, '41')).toEqual(refused(41, 80));
    expect(await say('cancel', { trans_id: 9 }, '21,42')).toEqual(refused(42, 80));
    expect(await say('cancel', { trans_guid: 'c9', cancel_trans_guid: 'g9' }, '21,43')).toEqual(refused(43, 80));
    expect(await say('cancel', { trans_guid: 'c7', cancle_trans_guid: 'g7' }, '21,43')).toEqual(ok(90));
    expect(await say('status', { trans_guid: 'g7' }, '')).toEqual({
      result: 0,
      status: 'OK',
      data: { account, trans_guid: 'g7', trans_status: 'CANCELED' },
    });
    expect(await say('status', { trans_id: '7' }, '')).toEqual({
      result: 0,
      status: 'OK',
      data: { trans_id: '7', trans_status: 'OK' },
    });
    const neither = await wallet.send('bet', { account, round_id: 'r', amount: 10 }, '41');
    expect(neither).toMatchObject({ httpStatus: 400, text: expect.stringContaining('data.trans_id') as string });
  });
});
