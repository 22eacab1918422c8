import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlayedCommand } from '../../src/wallet/command.ts';
import { createCurrency } from '../../src/wallet/currency.ts';
import {
  createProvider,
  finishRotation,
  type NewProvider,
  rotate,
  setGuards,
  setPaused,
  setSignature,
} from '../../src/wallet/providerChanges.ts';
import { findProvider, listProviders } from '../../src/wallet/providers.ts';
import type { Store } from '../../src/wallet/store.ts';
import { guardsToBeginWith } from '../../src/wallet/terms.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { bothStores, type FreshWallet } from './bothStores.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

const secrets = ['a', 'b', 'c'].map((letter) => `whsec_${Buffer.alloc(24, letter).toString('base64')}`);
const newProvider = (more: Partial<NewProvider> = {}): NewProvider => ({
  name: 'studio-b',
  contracts: ['v1', 'v4'],
  currency: 'JPY',
  allowedAddresses: ['192.0.2.7', '10.0.0.0/8'],
  tokenHash: 'aa',
  signatureMode: 'required',
  signatureSecret: secrets[0],
  guards: guardsToBeginWith(0),
  ...more,
});

describe.each(bothStores(() => cluster))('providers on $name', ({ make }) => {
  let wallet: FreshWallet;
  let store: Store;
  beforeEach(async () => {
    wallet = await make();
    store = await wallet.open(2, 'EUR');
    await createCurrency(store, { code: 'JPY', decimals: 0 });
    return () => store.close();
  });
  const kept = (name = 'studio-b') => findProvider(store, name);

  it('begin with the one of the flags, in the first currency', async () => {
    const reader = await wallet.read();
    expect(await listProviders(reader)).toEqual([
      {
        name: 'default',
        contracts: undefined,
        currencyDecimals: 2,
        allowedAddresses: undefined,
        tokenHashes: [],
        signatureMode: 'off',
        signatureSecrets: [],
        betsPaused: false,
        terms: { currency: 'EUR', winsHeld: false, guards: guardsToBeginWith(2) },
      },
    ]);
    await reader.close();
  });

  it('follow the first currency when that is named', async () => {
    const unnamed = await make();
    await (await unnamed.open()).close();
    const named = await unnamed.open(2, 'USD');
    expect((await listProviders(named)).map(({ terms }) => terms.currency)).toEqual(['USD']);
    await named.close();
  });

  it('are kept as they were made', async () => {
    expect(await createProvider(store, newProvider())).toBeUndefined();
    expect(await kept()).toEqual({
      name: 'studio-b',
      contracts: ['v1', 'v4'],
      currencyDecimals: 0,
      allowedAddresses: ['192.0.2.7', '10.0.0.0/8'],
      tokenHashes: ['aa'],
      signatureMode: 'required',
      signatureSecrets: [secrets[0]],
      betsPaused: false,
      terms: { currency: 'JPY', winsHeld: false, guards: guardsToBeginWith(0) },
    });
  });

  it('have a name and a token that nobody else has, and are not made by halves', async () => {
    await createProvider(store, newProvider());
    expect(await createProvider(store, newProvider({ tokenHash: 'bb' }))).toBe('name-taken');
    expect(await createProvider(store, newProvider({ name: 'studio-c' }))).toBe('token-taken');
    expect(await kept('studio-c')).toBeUndefined();
    await expect(createProvider(store, newProvider({ name: '-', tokenHash: 'cc' }))).rejects.toThrow(RangeError);
    const many = await Promise.all(
      Array.from({ length: 8 }, (_, n) => createProvider(store, newProvider({ name: `one-of-${n}`, tokenHash: 'dd' }))),
    );
    expect(many.filter((whyNot) => whyNot === undefined)).toHaveLength(1);
    expect(await listProviders(store)).toHaveLength(3);
  });

  it('have two tokens while one replaces the other, and no third', async () => {
    await createProvider(store, newProvider());
    await createProvider(store, newProvider({ name: 'studio-c', tokenHash: 'cc' }));
    expect(await finishRotation(store, 'token', 'studio-b')).toBe(false);
    expect(await rotate(store, 'token', 'studio-b', 'cc', false)).toBe('token-taken');
    expect((await kept())?.tokenHashes).toEqual(['aa']);
    expect(await rotate(store, 'token', 'studio-b', 'a0', false)).toBeUndefined();
    expect((await kept())?.tokenHashes).toEqual(['a0', 'aa']);
    expect(await rotate(store, 'token', 'studio-b', 'a1', false)).toBe('under-way');
    expect(await finishRotation(store, 'token', 'studio-b')).toBe(true);
    expect((await kept())?.tokenHashes).toEqual(['a0']);
    await rotate(store, 'token', 'studio-b', 'a1', false);
    expect(await rotate(store, 'token', 'studio-b', 'a2', true)).toBeUndefined();
    expect((await kept())?.tokenHashes).toEqual(['a2']);
    expect((await kept('studio-c'))?.tokenHashes).toEqual(['cc']);
  });

  it('have two secrets likewise, and a first one later', async () => {
    await createProvider(store, newProvider({ signatureMode: 'off', signatureSecret: undefined }));
    expect(await setSignature(store, 'studio-b', 'observe', secrets[0])).toBe(true);
    expect(await rotate(store, 'secret', 'studio-b', secrets[1] ?? '', false)).toBeUndefined();
    expect(await kept()).toMatchObject({ signatureMode: 'observe', signatureSecrets: [secrets[1], secrets[0]] });
    expect(await setSignature(store, 'studio-b', 'required')).toBe(true);
    expect(await finishRotation(store, 'secret', 'studio-b')).toBe(true);
    expect(await kept()).toMatchObject({ signatureMode: 'required', signatureSecrets: [secrets[1]] });
  });

  it('are paused and resumed, bets and wins each by themselves', async () => {
    const paused = async () => {
      const { betsPaused, terms } = (await kept('default')) ?? {};
      return [betsPaused, terms?.winsHeld];
    };
    expect(await setPaused(store, 'nobody', 'bets', true)).toBe(false);
    await setPaused(store, 'default', 'bets', true);
    expect(await paused()).toEqual([true, false]);
    await setPaused(store, 'default', 'wins', true);
    await setPaused(store, 'default', 'bets', false);
    expect(await paused()).toEqual([false, true]);
  });

  it('keep guards that are changed, and the others as they were', async () => {
    const changed = { mode: 'enforce', limit: 10n ** 18n - 1n } as const;
    await setGuards(store, 'default', { 'largest-win': changed });
    await setGuards(store, 'default', { 'round-multiple': { mode: 'off', limit: 7n } });
    expect((await kept('default'))?.terms.guards).toEqual({
      ...guardsToBeginWith(2),
      'largest-win': changed,
      'round-multiple': { mode: 'off', limit: 7n },
    });
  });

  it('have guards and signatures as strict as can be where only a newer program knows how strict they are', async () => {
    await createProvider(store, newProvider());
    const sql = `UPDATE ledger_provider_guard SET mode = 'newer' WHERE guard = 'largest-win'`;
    await store.change([
      { sql, values: [] },
      { sql: `UPDATE ledger_provider SET signature = 'newer'`, values: [] },
    ]);
    const { terms, signatureMode } = (await kept()) ?? {};
    expect([terms?.guards['largest-win'].mode, terms?.guards['account-day'].mode]).toEqual(['enforce', 'observe']);
    expect(signatureMode).toBe('required');
  });

  it('take no new bets while they are paused, and settle what is open', async () => {
    await store.createAccount({ name: 'anna', active: true, openingMinor: 100n });
    const asked = { provider: 'p', account: 'anna', checks: [] };
    const bet = (transactionId: string): PlayedCommand => ({
      ...asked,
      kind: 'bet',
      transactionId,
      roundId: 'r',
      amountMinor: 10n,
    });
    await store.settle([bet('1'), bet('2')]);
    const commands: PlayedCommand[] = [
      bet('3'),
      bet('1'),
      { ...asked, kind: 'win', transactionId: '4', roundId: 'r', amountMinor: 10n },
      { ...asked, kind: 'cancel', targetId: '2' },
      { ...asked, kind: 'enquiry' },
    ];
    const outcomes = await store.settle(commands.map((command) => ({ ...command, betsPaused: true })));
    expect(outcomes).toEqual([
      { result: 'failed', note: 'paused', balanceMinor: 80n },
      { result: 'accepted', note: 'repeat', balanceMinor: 80n },
      { result: 'accepted', balanceMinor: 90n },
      { result: 'accepted', balanceMinor: 100n },
      { result: 'accepted', balanceMinor: 100n },
    ]);
  });
});
