import { expect, it } from 'vitest';
import type { Acknowledged } from '../../scripts/proof/torture/acknowledged.ts';
import { compare } from '../../scripts/proof/torture/restored.ts';
import type { Entry } from '../../src/wallet/state.ts';

const copiedAtMs = 100;

/** One of an account's wins of 5, which are its whole history; answered 10 ms after it was sent. */
function acknowledged(id: bigint, sentAtMs: number): Acknowledged {
  return { kind: 'win', id, amountMinor: 5n, balanceAfterMinor: 10n + 5n * id, sentAtMs, answeredAtMs: sentAtMs + 10 };
}

function entry(id: bigint): Entry {
  return {
    transactionId: String(id),
    provider: 'default',
    step: 0,
    kind: 'win',
    account: 'a',
    roundId: 'r',
    targetId: undefined,
    play: undefined,
    reason: undefined,
    deltaMinor: 5n,
    balanceAfterMinor: 10n + 5n * id,
    accountVersion: id + 1n,
  };
}

const [early, atTheCopy, late] = [acknowledged(1n, 50), acknowledged(2n, 95), acknowledged(3n, 150)];
const journal = [early, atTheCopy, late];

it('what came after the copy is lost, and what was under way may be', () => {
  expect(compare(journal, [entry(1n), entry(2n)], copiedAtMs, undefined)).toEqual({
    kept: [early, atTheCopy],
    lost: [late],
    wrong: [],
  });
  expect(compare(journal, [entry(1n)], copiedAtMs, undefined)).toEqual({
    kept: [early],
    lost: [atTheCopy, late],
    wrong: [],
  });
});

it('what was answered before the copy must be there', () => {
  expect(compare(journal, [], copiedAtMs, undefined).wrong).toEqual([
    'win 1 was acknowledged before the copy, and is missing',
  ]);
});

it('what was sent after the copy must not be there, unless it is sent again at present', () => {
  const entries = [entry(1n), entry(2n), entry(3n)];
  expect(compare(journal, entries, copiedAtMs, undefined).wrong).toEqual([
    'win 3 was sent after the copy, and is there all the same',
  ]);
  expect(compare(journal, entries, copiedAtMs, 3n).wrong).toEqual([]);
});

it('what is there must be as it was acknowledged', () => {
  const other = { ...entry(1n), balanceAfterMinor: 16n };
  expect(compare(journal, [other], copiedAtMs, undefined).wrong).toEqual([
    'win 1 is not as it was acknowledged, but a win with balance 16',
  ]);
});

it('what nobody was told of must not be there, unless it is under way', () => {
  const entries = [entry(1n), entry(9n)];
  expect(compare(journal, entries, copiedAtMs, undefined).wrong).toEqual([
    'win 9 is there, and was never acknowledged',
  ]);
  expect(compare(journal, entries, copiedAtMs, 9n).wrong).toEqual([]);
});
