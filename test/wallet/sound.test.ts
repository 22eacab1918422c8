import { expect, it } from 'vitest';
import { largestMinor } from '../../src/contract/money.ts';
import { requireOpening, requireText } from '../../src/wallet/sound.ts';

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
