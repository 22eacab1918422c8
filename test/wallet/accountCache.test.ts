import { expect, it } from 'vitest';
import { AccountCache } from '../../src/wallet/accountCache.ts';
import type { Account } from '../../src/wallet/state.ts';

const account = (name: string, balanceMinor = 1n): Account => ({
  name,
  active: true,
  balanceMinor,
  version: 1n,
  currency: 'XXX',
});
const many = (count: number, prefix: string): Account[] =>
  Array.from({ length: count }, (_, n) => account(`${prefix}${n}`));

it('recalls an account as it was kept last', () => {
  const remembered = new AccountCache();
  remembered.keep([account('a'), account('b')]);
  const latest = {
    name: 'a',
    active: false,
    balanceMinor: -(10n ** 18n - 1n),
    version: 2n ** 53n + 1n,
    currency: 'XXX',
  };
  remembered.keep([latest]);
  expect([remembered.recall('a'), remembered.recall('b'), remembered.recall('c')]).toEqual([
    latest,
    account('b'),
    undefined,
  ]);
});

it('forgets what it is told to, and everything', () => {
  const remembered = new AccountCache();
  remembered.keep([account('a'), account('b'), account('c')]);
  remembered.forget(['a']);
  expect(['a', 'b', 'c'].map((name) => remembered.recall(name))).toEqual([undefined, account('b'), account('c')]);
  remembered.keep([account('a', 2n)]);
  expect(remembered.recall('a')).toEqual(account('a', 2n));
  remembered.forgetAll();
  expect(['a', 'b', 'c'].map((name) => remembered.recall(name))).toEqual([undefined, undefined, undefined]);
});

it('forgets of very many those that were not used for longest, and mixes none up', () => {
  const remembered = new AccountCache();
  remembered.keep(many(20_000, 'old'));
  remembered.keep(many(20_000, 'middle'));
  remembered.keep([account('old7', 7n)]);
  remembered.keep(many(20_000, 'new'));
  expect(remembered.recall('old8')).toBeUndefined();
  expect(remembered.recall('old7')).toEqual(account('old7', 7n));
  expect(many(20_000, 'new').filter(({ name }) => remembered.recall(name)?.name !== name)).toEqual([]);
});
