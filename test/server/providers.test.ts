/** Several providers on one server, over HTTP, and changes of them while it serves. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { labelsOf, scrape, valueOf } from '../../scripts/proof/scrape.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { tokenHash } from '../../src/edge/token.ts';
import { TokenTaken } from '../../src/server/knownProviders.ts';
import { type RunningServer, serve } from '../../src/server/serve.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { createCurrency } from '../../src/wallet/currency.ts';
import { createProvider, finishRotation, rotate, setGuards, setPaused } from '../../src/wallet/providerChanges.ts';
import type { Store } from '../../src/wallet/store.ts';
import { guardsToBeginWith } from '../../src/wallet/terms.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { bothStores, type FreshWallet } from '../wallet/bothStores.ts';

/** A change holds after this, by promise. */
const withinMs = 5_000;

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

describe.each(bothStores(() => cluster))('providers of a wallet on $name', ({ make }) => {
  let server: RunningServer;
  /** As another process has it, which changes the providers. */
  let beside: Store;
  let logged: string[];
  let wallet: FreshWallet;
  const begin = async (tokens: string[]): Promise<Parameters<typeof serve>[0]> => {
    wallet = await make();
    const store = await wallet.open(2, 'EUR');
    beside = await wallet.open();
    await createCurrency(beside, { code: 'JPY', decimals: 0 });
    await beside.createAccount({ name: 'anna', active: true, openingMinor: 10_000n });
    await beside.createAccount({ name: 'yuki', active: true, openingMinor: 10_000n, currency: 'JPY' });
    await createProvider(beside, provider('studio-b', 'b'));
    logged = [];
    const lines = { write: (line: string) => void logged.push(line) };
    return { contracts: [v1], store, host: '127.0.0.1', port: 0, tokens, lines };
  };
  const provider = (name: string, token: string) => ({
    name,
    contracts: ['v4'],
    currency: 'JPY',
    allowedAddresses: undefined,
    tokenHash: tokenHash(token),
    signatureMode: 'off' as const,
    signatureSecret: undefined,
    guards: guardsToBeginWith(0),
  });
  beforeEach(async () => {
    server = await serve(await begin(['a']));
    return async () => {
      expect((await auditStore(beside)).problems).toEqual([]);
      await server.stop();
      await beside.close();
    };
  });

  const say = async (token: string, command: string, data: object, check = '21'): Promise<unknown> => {
    const response = await fetch(server.callbackUrl, {
      method: 'POST',
      headers: { 'callback-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({ command, data: { round_id: 'r', ...data }, timestamp: '1', check }),
    });
    return response.json();
  };
  const inV1 = (command: string, id: string, account = 'anna', check = '21,41') =>
    say('a', command, { account, trans_id: id, amount: 1.5 }, check);
  const inV4 = (command: string, id: string, account = 'yuki', check = '21,41', token = 'b') =>
    say(token, command, { account, trans_guid: id, amount: 15 }, check);
  const ok = (balance: number) => ({ result: 0, status: 'OK', data: { balance } });
  const refused = (result: number, balance: number) => ({ result, status: 'ERROR', data: { balance } });
  const wrongToken = { result: 100, status: 'ERROR' };
  const soon = { timeout: withinMs, interval: 100 };

  it('may use the same ids, each in its contract and currency', async () => {
    expect(await inV1('bet', '7')).toEqual(ok(98.5));
    expect(await inV4('bet', '7')).toEqual(ok(9_985));
    expect([await inV1('bet', '7'), await inV4('bet', '7')]).toEqual([refused(41, 98.5), refused(41, 9_985)]);
    const cancel = { account: 'yuki', trans_guid: 'own', cancel_trans_guid: '7' };
    expect(await say('b', 'cancel', cancel, '21,43')).toEqual(ok(10_000));
    expect(await say('a', 'status', { account: 'anna', trans_id: '7' }, '21,42')).toMatchObject({
      data: { trans_status: 'OK' },
    });
  });

  it('have tombstones each of its own', async () => {
    const cancel = { account: 'yuki', trans_guid: 'own', cancel_trans_guid: '8' };
    expect(await say('b', 'cancel', cancel, '21,43')).toEqual(refused(43, 10_000));
    expect(await inV1('bet', '8')).toEqual(ok(98.5));
    expect(await inV4('bet', '8')).toEqual(refused(41, 10_000));
  });

  it('find no account of another currency: 21, and it is noted', async () => {
    const unknown = { result: 21, status: 'ERROR' };
    expect([await inV1('win', '9', 'yuki'), await inV4('win', '9', 'anna')]).toEqual([unknown, unknown]);
    const noted = logged.filter((line) => line.includes('other-currency')).map((line) => JSON.parse(line) as object);
    expect(noted).toMatchObject([
      { provider: 'default', account: 'yuki', notes: ['other-currency'] },
      { provider: 'studio-b', account: 'anna', notes: ['other-currency'] },
    ]);
  });

  it('are named in the metrics, and nobody else is, whatever is sent', async () => {
    await inV1('bet', '1');
    await inV4('bet', '1');
    await inV4('bet', '1', 'yuki', '21', 'nobody');
    const samples = await scrape(server.insideUrl);
    const answered = (of: string) =>
      valueOf(samples, 'seamless_callbacks_total', { provider: of, command: 'bet', result: '0', http_status: '200' });
    expect([answered('default'), answered('studio-b')]).toEqual([1, 1]);
    expect(labelsOf(samples, 'provider').toSorted()).toEqual(['default', 'none', 'studio-b']);
  });

  it('come, change their token, and are paused, while it serves', async () => {
    expect(await inV4('win', '1', 'yuki', '21', 'c')).toEqual(wrongToken);
    await createProvider(beside, provider('studio-c', 'c'));
    await expect.poll(() => inV4('win', '1', 'yuki', '21', 'c'), soon).toEqual(ok(10_015));
    await rotate(beside, 'token', 'studio-b', tokenHash('b2'), false);
    await expect.poll(() => inV4('win', '1', 'yuki', '21', 'b2'), soon).toEqual(ok(10_030));
    expect(await inV4('win', '2')).toEqual(ok(10_045));
    await finishRotation(beside, 'token', 'studio-b');
    await expect.poll(() => inV4('win', '3'), soon).toEqual(wrongToken);
    expect(await inV4('bet', '4', 'yuki', '21', 'c')).toMatchObject({ result: 0 });
    await setPaused(beside, 'studio-c', 'bets', true);
    let last = 4;
    await expect.poll(() => inV4('bet', String(++last), 'yuki', '21', 'c'), soon).toMatchObject({ result: 99 });
    expect(await inV4('bet', '4', 'yuki', '21', 'c')).toMatchObject({ result: 0 });
    expect(await inV4('win', '99', 'yuki', '21', 'c')).toMatchObject({ result: 0 });
    expect(await inV1('bet', '5')).toEqual(ok(98.5));
  });

  it('have their guards and their held wins changed while it serves, and no other provider feels it', async () => {
    const guard = { mode: 'enforce', limit: 100n } as const;
    const unknown = { result: 99, status: 'ERROR', message: 'the outcome is unknown' };
    expect(await inV4('win', '1')).toEqual(ok(10_015));
    await setGuards(beside, 'studio-b', { 'unmatched-win': { ...guard, limit: 0n } });
    let last = 1;
    await expect.poll(() => inV4('win', String(++last)), soon).toEqual(unknown);
    expect(await inV1('win', '1')).toEqual(ok(101.5));
    await setPaused(beside, 'default', 'wins', true);
    await expect.poll(() => inV1('win', String(++last)), soon).toEqual(unknown);
    const { balanceMinor } = (await beside.findAccount('anna')) ?? {};
    expect(await inV1('bet', String(++last))).toEqual(ok(Number(balanceMinor) / 100 - 1.5));
    await setPaused(beside, 'default', 'wins', false);
    await expect.poll(() => inV1('win', String(++last)), soon).toMatchObject({ result: 0 });
  });

  it('are paid no more in an hour by a server that has only just begun', async () => {
    await setGuards(beside, 'studio-b', { 'provider-hour': { mode: 'enforce', limit: 100n } });
    const again = async (): Promise<void> => {
      await server.stop();
      const lines = { write: (line: string) => void logged.push(line) };
      server = await serve({
        contracts: [v1],
        store: await wallet.open(),
        host: '127.0.0.1',
        port: 0,
        tokens: [],
        lines,
      });
    };
    const begunInHour = Math.floor(Date.now() / 3_600_000);
    const win = (id: string) => say('b', 'win', { account: 'yuki', trans_guid: id, amount: 90 });
    await again();
    expect(await win('1')).toEqual(ok(10_090));
    await again();
    const later = await win('2');
    // The hour may have ended meanwhile.
    if (Math.floor(Date.now() / 3_600_000) === begunInHour) expect(later).toMatchObject({ result: 99 });
  });

  it('are told of once when servers can no longer tell each other what they were paid', async () => {
    await server.stop();
    const options = await begin(['a']);
    let asked = 0;
    options.store.exchangeHourlyNet = () => Promise.reject(new Error(`the table is gone ${++asked}`));
    server = await serve(options);
    await expect.poll(() => asked, soon).toBeGreaterThan(2);
    expect(logged.filter((line) => line.includes('the table is gone'))).toHaveLength(1);
    expect(await inV4('bet', '1')).toEqual(ok(9_985));
  });

  it('stay as they were while they cannot be read, which is told once', async () => {
    await server.stop();
    const options = await begin(['a']);
    const select = options.store.select.bind(options.store);
    let broken = false;
    options.store.select = (...question) =>
      broken ? Promise.reject(new Error('the disk is gone')) : select(...question);
    server = await serve(options);
    broken = true;
    const told = (): number => logged.filter((line) => line.includes("can't be read")).length;
    await expect.poll(told, soon).toBe(1);
    expect(await inV4('bet', '1')).toEqual(ok(9_985));
    await createProvider(beside, provider('studio-c', 'c'));
    broken = false;
    await expect.poll(() => inV4('win', '1', 'yuki', '21', 'c'), soon).toEqual(ok(10_000));
    expect(told()).toBe(1);
  });

  it('have tokens that no flag may name, and need none by flag', async () => {
    await server.stop();
    const options = await begin(['a', 'b']);
    await expect(serve(options)).rejects.toThrow(TokenTaken);
    server = await serve({ ...options, tokens: [] });
    expect(await inV4('bet', '1')).toEqual(ok(9_985));
    expect(await inV1('bet', '1')).toEqual(wrongToken);
  });
});
