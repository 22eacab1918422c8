import { expect, it } from 'vitest';
import { largestMinor } from '../../src/contract/money.ts';
import { isKept, requireOpening, requirePlay, requireProvider, requireText } from '../../src/wallet/sound.ts';

it('an account opens with any balance that can be kept, and none below zero', () => {
  for (const openingMinor of [0n, largestMinor]) expect(() => requireOpening(openingMinor)).not.toThrow();
  for (const openingMinor of [-1n, largestMinor + 1n])
    expect(() => requireOpening(openingMinor)).toThrow(
      new RangeError(`an account must open with a balance from 0 to ${largestMinor}, not ${openingMinor}`),
    );
});

it('a text that no database keeps as it is is named in the error', () => {
  expect(() => requireText('x\0y')).toThrow(new RangeError('"x\\u0000y" is no text that a database keeps as it is'));
});

it("a provider's name is short, and none that the operator has for itself", () => {
  for (const name of ['a', '7', 'default', 'a-b', 'x'.repeat(32)]) expect(() => requireProvider(name)).not.toThrow();
  for (const name of ['', '-', '-a', 'A', 'a b', 'a_b', 'ä', 'x'.repeat(33), 'a\n'])
    expect(() => requireProvider(name)).toThrow(
      new RangeError(
        `${JSON.stringify(name)} is no provider's name: 1 to 32 of a-z, 0-9 and -, of which the first is no -`,
      ),
    );
});

it('the figures of what was played are whole, where they are told', () => {
  for (const play of [undefined, {}, { studio: 0, type: 2 ** 31, callId: -1, sentAtMs: 2 ** 53 - 1 }])
    expect(() => requirePlay(play)).not.toThrow();
  for (const name of ['studio', 'type', 'callId', 'sentAtMs'])
    for (const figure of [1.5, NaN, 2 ** 53])
      expect(() => requirePlay({ [name]: figure })).toThrow(new RangeError(`${figure} is no whole number`));
});

it('a text is kept unless a database would change it', () => {
  expect(['', 'ä', '\u{1f3b0}', 'a b'].every(isKept)).toBe(true);
  expect(['a\0', '\ud800', '\0'].some(isKept)).toBe(false);
});
