import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlayedCommand } from '../../src/wallet/command.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { createCurrency, listCurrencies } from '../../src/wallet/currency.ts';
import type { Store } from '../../src/wallet/store.ts';
import { guardsToBeginWith, type Terms } from '../../src/wallet/terms.ts';
import { seamless } from '../support/commandLine.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { bothStores, type FreshWallet } from './bothStores.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

const terms = (currency: string): Terms => ({ currency, winsHeld: false, guards: guardsToBeginWith(2) });
const asked = { provider: 'p', checks: [] };
const moved = (kind: 'bet' | 'win', account: string, transactionId: string, amountMinor = 10n): PlayedCommand => ({
  ...asked,
  kind,
  account,
  transactionId,
  roundId: 'r',
  amountMinor,
});

describe.each(bothStores(() => cluster))('currencies on $name', ({ make }) => {
  let wallet: FreshWallet;
  let store: Store;
  beforeEach(async () => {
    wallet = await make();
    store = await wallet.open(2, 'EUR');
    await createCurrency(store, { code: 'IDR', decimals: 2 });
    await createCurrency(store, { code: 'JPY', decimals: 0 });
    return () => store.close();
  });

  it('keep their decimals as they were made, the first one in front', async () => {
    expect(await createCurrency(store, { code: 'JPY', decimals: 2 })).toBe(false);
    const reader = await wallet.read();
    const all = [
      { code: 'EUR', decimals: 2 },
      { code: 'IDR', decimals: 2 },
      { code: 'JPY', decimals: 0 },
    ];
    expect([await listCurrencies(store), await listCurrencies(reader)]).toEqual([all, all]);
    await reader.close();
  });

  it('are one for each account: the one that is named, or the first', async () => {
    await store.createAccount({ name: 'anna', active: true, openingMinor: 0n });
    await store.createAccount({ name: 'yuki', active: true, openingMinor: 0n, currency: 'JPY' });
    const wrong = store.createAccount({ name: 'x', active: true, openingMinor: 0n, currency: 'GBP' });
    await expect(wrong).rejects.toThrow(RangeError);
    await store.settle([moved('win', 'yuki', '1'), moved('win', 'anna', '2')]);
    // Once as it was read, and once as it is remembered.
    await store.settle([moved('win', 'yuki', '3'), moved('win', 'anna', '4')]);
    const found = (await store.listAccounts('', 9)).map(({ name, currency, version }) => [name, currency, version]);
    expect(found).toEqual([
      ['anna', 'EUR', 3n],
      ['yuki', 'JPY', 3n],
    ]);
  });

  it('make an account unknown to a provider that plays in another, whatever it sends, and nothing moves', async () => {
    await store.createAccount({ name: 'anna', active: true, openingMinor: 100n });
    await store.settle([moved('bet', 'anna', '1')]);
    const commands: PlayedCommand[] = [
      moved('bet', 'anna', '2'),
      moved('win', 'anna', '3'),
      moved('bet', 'anna', '1'),
      { ...asked, kind: 'cancel', account: 'anna', targetId: '1' },
      { ...asked, kind: 'cancel', account: 'anna', targetId: '9' },
      { ...asked, kind: 'status', account: 'anna', transactionId: '1' },
      { ...asked, kind: 'enquiry', account: 'anna' },
    ];
    const others = await store.settle(commands.map((command) => ({ ...command, terms: terms('JPY') })));
    expect(others).toEqual(commands.map(() => ({ result: 'unknownAccount', note: 'other-currency' })));
    expect(await store.findAccount('anna')).toMatchObject({ balanceMinor: 90n, version: 2n });
    const own = await store.settle([{ ...moved('win', 'anna', '3'), terms: terms('EUR') }]);
    expect(own).toMatchObject([{ result: 'accepted', balanceMinor: 100n }]);
  });

  it('are audited each by itself', async () => {
    await store.createAccount({ name: 'anna', active: true, openingMinor: 150n });
    await store.createAccount({ name: 'bert', active: true, openingMinor: 10n ** 18n - 1n, currency: 'JPY' });
    await store.createAccount({ name: 'carl', active: true, openingMinor: 10n ** 18n - 1n, currency: 'JPY' });
    expect((await auditStore(store)).currencies).toEqual([
      { code: 'EUR', decimals: 2, accounts: 1n, balanceMinor: 150n },
      { code: 'IDR', decimals: 2, accounts: 0n, balanceMinor: 0n },
      { code: 'JPY', decimals: 0, accounts: 2n, balanceMinor: 2n * 10n ** 18n - 2n },
    ]);
  });

  it('are what the command line reads and prints amounts in', async () => {
    const run = (...args: string[]) => seamless([...args, '--database', wallet.url]);
    expect(await run('currencies', 'create', 'KWD', '--decimals', '3')).toMatchObject({
      code: 0,
      out: 'KWD\t3 decimals',
    });
    expect(await run('currencies', 'create', 'KWD')).toMatchObject({ code: 1 });
    expect(await run('currencies', 'create', 'kwd')).toMatchObject({ code: 2 });
    expect(await run('currencies', 'list')).toMatchObject({
      out: 'EUR\t2 decimals\nIDR\t2 decimals\nJPY\t0 decimals\nKWD\t3 decimals',
    });
    const create = ['accounts', 'create'];
    expect(await run(...create, 'nobody')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--currency must say which one, of EUR, IDR, JPY, KWD') as string,
    });
    expect(await run(...create, 'anna', '--currency', 'GBP')).toMatchObject({
      code: 2,
      err: expect.stringContaining('seamless currencies create GBP') as string,
    });
    expect(await run(...create, 'anna', '--currency', 'KWD', '--balance', '1.005')).toMatchObject({
      out: 'anna\tactive\t1.005\tKWD',
    });
    await run(...create, 'yuki', '--currency', 'JPY');
    expect(await run('accounts', 'credit', 'anna', '0.001')).toMatchObject({ out: 'anna\tactive\t1.006\tKWD' });
    expect(await run('accounts', 'credit', 'yuki', '0.1')).toMatchObject({ code: 2 });
    expect(await run('accounts', 'debit', 'yuki', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has only 0;') as string,
    });
    expect(await run('accounts', 'list')).toMatchObject({ out: 'anna\tactive\t1.006\tKWD\nyuki\tactive\t0\tJPY' });
    expect((await run('accounts', 'history', 'anna')).out).toContain('+0.001\tbalance 1.006');
    expect((await run('audit')).err).toContain('JPY: 1 accounts with 0\nKWD: 1 accounts with 1.006\n');
  });
});

describe.each(bothStores(() => cluster))('the first currency on $name', ({ make }) => {
  it('need not be said again, nor its decimals, and is told when another is said', async () => {
    const wallet = await make();
    const begun = await wallet.open(0, 'JPY');
    await begun.close();
    const run = (...args: string[]) => seamless([...args, '--database', wallet.url]);
    expect(await run('accounts', 'create', 'yuki', '--balance', '5')).toMatchObject({ out: 'yuki\tactive\t5\tJPY' });
    expect(await run('accounts', 'list', '--currency-decimals', '2')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Start with --currency-decimals 0') as string,
    });
    await expect(wallet.open(2)).rejects.toThrow('keeps money with 0 decimals, not 2');
  });

  it('is no longer named when others came before', async () => {
    const wallet = await make();
    const begun = await wallet.open();
    await createCurrency(begun, { code: 'USD', decimals: 2 });
    await begun.close();
    await expect(wallet.open(2, 'EUR')).rejects.toThrow('keeps XXX, USD, not EUR');
    await (await wallet.open(2, 'USD')).close();
  });
});
