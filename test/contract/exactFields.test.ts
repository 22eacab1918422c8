import { expect, it } from 'vitest';
import { locate } from '../../src/contract/exactFields.ts';

it.each([
  [['balance'], { holder: [], key: 'balance', keyEnd: 'balance"' }],
  [['data', 'player', 'balance'], { holder: ['data', 'player'], key: 'balance', keyEnd: 'balance"' }],
])('an exact field is located at any depth: %j', (path, expected) => {
  expect(locate({ path, kind: 'money' })).toStrictEqual({ path, kind: 'money', ...expected });
});

it.each([[[]], [['constructor']], [['toString', 'amount']], [['data', '__proto__']]])(
  'a field that every object seems to have is refused: %j',
  (path) => {
    expect(() => locate({ path, kind: 'int64' })).toThrow(`the contract marks "${path.join('.')}" as exact`);
  },
);
