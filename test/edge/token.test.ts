import * as crypto from 'node:crypto';
import { beforeEach, expect, it, vi } from 'vitest';
import { isTokenHash, tokenFinder, tokenHash, tokenVerifier } from '../../src/edge/token.ts';

const compared = vi.hoisted(() => [] as number[][]);
vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof crypto>();
  const timingSafeEqual: typeof original.timingSafeEqual = (one, other) => {
    compared.push([one.byteLength, other.byteLength]);
    return original.timingSafeEqual(one, other);
  };
  return { ...original, timingSafeEqual };
});
beforeEach(() => compared.splice(0));

it.each([
  ['nothing', undefined, false],
  ['empty', '', false],
  ['of another length', 'x', false],
  ['a prefix', 'token-on', false],
  ['longer', 'token-one!', false],
  ['both', 'token-one,token-two', false],
  ['the first', 'token-one', true],
  ['the second', 'token-two', true],
])('a token that is %s is compared with every valid one, at full length, in constant time', (_name, token, right) => {
  expect(tokenVerifier(['token-one', 'token-two'])(token)).toBe(right);
  expect(compared).toEqual([
    [9, 9],
    [9, 9],
  ]);
});

it.each([
  ['nothing', undefined, undefined],
  ['empty', '', undefined],
  ['of nobody', 'x', undefined],
  ['the hash of one', tokenHash('token-one'), undefined],
  ['the first', 'token-one', 'one'],
  ['the last', 'token-two', 'two'],
])('a token that is %s is compared with the hash of every owner, in constant time', (_name, token, owner) => {
  const find = tokenFinder(
    new Map([
      [tokenHash('token-one'), 'one'],
      [tokenHash('token-two'), 'two'],
    ]),
  );
  expect(find(token)).toBe(owner);
  expect(compared).toEqual([
    [32, 32],
    [32, 32],
  ]);
});

it.each([
  [tokenHash('x'), true],
  [tokenHash('x').toUpperCase(), false],
  [tokenHash('x').slice(1), false],
  [tokenHash(''), false],
  ['x', false],
])('%s may be the hash of a token: %s', (text, is) => {
  expect(isTokenHash(text)).toBe(is);
});
