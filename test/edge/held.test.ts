/** What a provider is told of a win that a guard holds, until somebody has decided, and after. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v1, v4 } from '../../src/contract/contracts.ts';
import { listen } from '../../src/edge/listen.ts';
import { createWalletListener } from '../../src/edge/listener.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { scratch } from '../support/commandLine.ts';
import { toTerms } from '../wallet/histories.ts';

const terms = toTerms({ stopped: false, bet: { holds: true, above: 0n } });

describe.each([v1, v4])('a held win in contract $name', (contract) => {
  const isV1 = contract.name === 'v1';
  const [folder, remove] = scratch();
  let store: Store;
  let ledger: Ledger;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    store = openSqliteStore(`${folder}/wallet.db`, 2);
    ledger = new Ledger(store);
    server = createServer(
      createWalletListener(
        [contract],
        (callback, { deadlineAtMs }) => ledger.carryOut({ ...callback, terms }, deadlineAtMs),
        { tokens: ['t'] },
      ),
    );
    url = await listen(server, 0, '127.0.0.1');
  });
  afterAll(async () => {
    server.close();
    await store.close();
    remove();
  });

  let made = 0;
  const player = async (): Promise<string> => {
    const name = `p${++made}`;
    await store.createAccount({ name, active: true, openingMinor: 10_000n });
    return name;
  };

  async function send(command: string, data: object, check: string): Promise<[httpStatus: number, reply: unknown]> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'callback-token': 't', 'content-type': 'application/json' },
      body: JSON.stringify({ command, data, timestamp: '1', check }),
    });
    return [response.status, await response.json()];
  }

  const named = (id: number) => (isV1 ? { trans_id: id } : { trans_guid: String(id) });
  const winOf = (account: string, id: number) => () =>
    send('win', { account, ...named(id), round_id: `r${id}`, amount: 25 }, '21,22,41');
  const statusOf = (account: string, id: number) => () => send('status', { account, ...named(id) }, '21,42');
  const cancelOf =
    (account: string, id: number, own: number, check = isV1 ? '21,22,42' : '21,22,41,43') =>
    () =>
      send(
        'cancel',
        isV1 ? { account, trans_id: id } : { account, trans_guid: String(own), cancel_trans_guid: String(id) },
        check,
      );
  const endOf = (account: string, id: number) => (kind: 'release' | 'rejection') =>
    ledger.carryOut({ kind, provider: 'default', transactionId: String(id), account, reason: 'anna: looked at it' });

  const open = [500, { result: 99, status: 'ERROR', message: 'the outcome is unknown' }];
  const unknown = [200, { result: 42, status: 'ERROR', data: { balance: 100 } }];
  const processed = (balance: number) => [200, { result: 41, status: 'ERROR', data: { balance } }];

  it('is HTTP 500 with 99 each time that it comes, its id is taken, and its status is unknown', async () => {
    const account = await player();
    const win = winOf(account, 10);
    expect([await win(), await win()]).toEqual([open, open]);
    expect(await statusOf(account, 10)()).toEqual(unknown);
    expect(await send('bet', { account, ...named(10), round_id: 'r10', amount: 1 }, '21,22,41,31')).toEqual(
      processed(100),
    );
  });

  it('is paid by a release: repeats answer 41, and a cancel takes the money back', async () => {
    const account = await player();
    const [win, end] = [winOf(account, 20), endOf(account, 20)];
    await win();
    expect(await end('release')).toMatchObject({ result: 'accepted', balanceMinor: 12_500n });
    expect(await end('release')).toMatchObject({ result: 'alreadyProcessed', balanceMinor: 12_500n });
    expect(await end('rejection')).toMatchObject({ result: 'failed' });
    expect(await win()).toEqual(processed(125));
    expect(await statusOf(account, 20)()).toMatchObject([200, { data: { trans_status: 'OK' } }]);
    expect(await cancelOf(account, 20, 21)()).toEqual([200, { result: 0, status: 'OK', data: { balance: 100 } }]);
    expect(await statusOf(account, 20)()).toMatchObject([200, { data: { trans_status: 'CANCELED' } }]);
    expect(await win()).toEqual(processed(100));
  });

  it('is refused for good by a rejection: repeats answer 99 with HTTP 200', async () => {
    const account = await player();
    const [win, end] = [winOf(account, 30), endOf(account, 30)];
    await win();
    expect(await end('rejection')).toMatchObject({ result: 'accepted', balanceMinor: 10_000n });
    expect(await end('rejection')).toMatchObject({ result: 'alreadyProcessed' });
    expect(await end('release')).toMatchObject({ result: 'failed' });
    expect(await win()).toEqual([200, { result: 99, status: 'ERROR', data: { balance: 100 } }]);
    expect(await statusOf(account, 30)()).toEqual(unknown);
  });

  it('is ended by a cancel before its end, which finds nothing and leaves a tombstone', async () => {
    const account = await player();
    const [win, cancel] = [winOf(account, 40), cancelOf(account, 40, 41)];
    await win();
    const notThere = [200, { result: isV1 ? 42 : 43, status: 'ERROR', data: { balance: 100 } }];
    expect([await cancel(), await cancel()]).toEqual([notThere, notThere]);
    if (!isV1) expect(await cancelOf(account, 40, 42, '21,22,42,43')()).toEqual(unknown);
    expect(await win()).toEqual(processed(100));
    expect(await endOf(account, 40)('release')).toMatchObject({ result: 'failed', balanceMinor: 10_000n });
    expect(await statusOf(account, 40)()).toEqual(unknown);
  });

  it("is not ended by another account's cancel", async () => {
    const [account, other] = [await player(), await player()];
    const win = winOf(account, 50);
    await win();
    expect(await cancelOf(other, 50, 51)()).toMatchObject([200, { result: isV1 ? 42 : 43 }]);
    expect(await win()).toEqual(open);
    expect(await endOf(other, 50)('release')).toMatchObject({ result: 'unknownTransaction' });
    expect(await endOf(account, 50)('release')).toMatchObject({ result: 'accepted', balanceMinor: 12_500n });
  });

  it('is never one of nothing, and not one whose bet stands in its round', async () => {
    const account = await player();
    expect(await send('win', { account, ...named(60), round_id: 'none', amount: 0 }, '21,22,41')).toMatchObject([
      200,
      { result: 0 },
    ]);
    await send('bet', { account, ...named(61), round_id: 'r62', amount: 1 }, '21,22,41,31');
    expect(await winOf(account, 62)()).toMatchObject([200, { result: 0 }]);
    await cancelOf(account, 61, 64)();
    expect(await send('win', { account, ...named(63), round_id: 'r62', amount: 1 }, '21,22,41')).toEqual(open);
  });

  it('leaves a ledger that adds up', async () => {
    expect((await auditStore(store)).problems).toEqual([]);
  });
});
