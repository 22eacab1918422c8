import { describe, expect, it } from 'vitest';
import { startOperator, type TestOperator } from './operator.ts';
import { accounts, converse, type Step, token } from './scenario.ts';

async function withOperator<T>(use: (operator: TestOperator) => Promise<T>): Promise<T> {
  const operator = await startOperator({ token, accounts });
  try {
    return await use(operator);
  } finally {
    await operator.stop();
  }
}

const whole = (): Promise<Step[]> =>
  withOperator(async (operator) => {
    const steps: Step[] = [];
    for await (const step of converse(operator)) steps.push(step);
    return steps;
  });
const right = whole();
const reply = (result: number, balance?: number): string => {
  const status = result === 0 ? 'OK' : 'ERROR';
  return `200 application/json ${JSON.stringify({ result, status, ...(balance !== undefined && { data: { balance } }) })}`;
};
const seen = async (name: string): Promise<string[]> =>
  (await right).filter((step) => step.name.startsWith(`${name}, `)).map((step) => step.seen);
const told = (text: string): string => `200 application/json {"result":0,"status":"OK","data":{${text}}}`;

describe('an operator without defects', () => {
  it('answers the same in every run', async () => {
    expect(await whole()).toEqual(await right);
  });

  it.each<[string, string[]]>([
    [
      'the ordinary day',
      [
        told('"account":"anna","balance":100'),
        reply(0, 100),
        reply(0, 89.45),
        reply(0, 89.45),
        reply(0, 109.52),
        told('"trans_id":1,"trans_status":"OK"'),
        told('"trans_id":2,"trans_status":"OK"'),
        reply(0, 109.52),
        told('"trans_id":3,"trans_status":"OK"'),
        reply(0, 109.52),
      ],
    ],
    [
      'repeats',
      [
        reply(0, 90),
        reply(0, 95),
        reply(41, 95),
        reply(41, 95),
        reply(0, 95),
        told('"trans_id":10,"trans_status":"OK"'),
      ],
    ],
    ['repeats without 41', [reply(0, 95), reply(0, 95), reply(99, 95), reply(0, 95)]],
    ['conflicts', [reply(41, 95), reply(41, 100), reply(41, 95), reply(41, 95), reply(0, 95), reply(0, 100)]],
    [
      'cancels of a bet',
      [
        reply(0, 60),
        reply(42, 100),
        reply(42, 100),
        told('"trans_id":30,"trans_status":"OK"'),
        reply(0, 100),
        reply(0, 100),
        told('"trans_id":30,"trans_status":"CANCELED"'),
        reply(41, 100),
        reply(41, 100),
        reply(0, 100),
      ],
    ],
    [
      'cancels of a win',
      [
        reply(0, 150),
        reply(0, 100),
        told('"trans_id":40,"trans_status":"CANCELED"'),
        reply(41, 100),
        reply(0, 100),
        reply(0, 50),
        reply(0, 0),
        reply(0, -50),
        reply(31, -50),
        reply(0, 0),
      ],
    ],
    ['odd cents', [reply(0, 100.29), reply(0, 80.3)]],
    [
      'repeats of a win',
      [
        reply(0, 105),
        reply(41, 105),
        reply(0, 105),
        reply(41, 100),
        reply(42, 100),
        reply(0, 105),
        reply(0, 106),
        reply(0, 107),
        reply(0, 108),
        reply(0, 109),
        reply(0, 110),
        reply(41, 110),
        reply(0, 105),
        reply(41, 105),
        reply(42, 105),
        reply(41, 105),
        reply(0, 105),
      ],
    ],
    ['a settled round', [reply(0, 90), reply(0, 120), reply(0, 130), reply(0, 100)]],
    ['an id in another round', [reply(0, 99), reply(41, 99), reply(0, 99)]],
    ['large sums', [reply(0, 42_949_773.97), reply(0, 100)]],
    [
      'many tombstones',
      [reply(42, 100), reply(42, 100), reply(42, 100), reply(42, 100), reply(42, 100), reply(41, 100)],
    ],
    [
      'cancels of the unknown',
      [
        reply(42, 100),
        reply(42, 100),
        reply(42, 100),
        reply(42, 100),
        reply(41, 100),
        reply(41, 100),
        reply(41, 100),
        reply(42, 100),
        reply(41, 100),
        reply(0, 100),
      ],
    ],
    ['the unknown without 42', [reply(42, 100), reply(42, 100), reply(41, 100)]],
    [
      'refused bets',
      [
        reply(31, 100),
        reply(42, 100),
        reply(0, 250),
        reply(0, 50),
        reply(31, 50),
        reply(42, 50),
        reply(41, 50),
        reply(0, 50),
        reply(0, 0),
        reply(0, 0),
      ],
    ],
    ['the order of checks', [reply(0, 40), reply(41, 40), reply(31, 40)]],
    ['an inactive player', [reply(22), reply(22), reply(0, 105), reply(22), reply(0, 100), reply(22), reply(0, 105)]],
    ['unknown accounts', [reply(21), reply(21), reply(21), reply(21), reply(0, 100), reply(21)]],
    [
      'exact money',
      [
        reply(0, 100.1),
        reply(0, 100.3),
        reply(0, 100.23),
        reply(0, 100.16),
        reply(0, 100.09),
        reply(0, 100.09),
        reply(0, 1_000_100.09),
      ],
    ],
    ['a cancel that overtakes its bet', ['', reply(0, 100)]],
    ['load', ['quick']],
    ['tokens', Array.from({ length: 8 }, () => reply(100))],
  ])('is right in %s', async (name, answers) => {
    expect(await seen(name)).toEqual(answers);
  });

  it('is right when requests come together', async () => {
    const lasts = [
      'parallel bets',
      'parallel repeats of a bet',
      'parallel repeats of a win',
      'parallel bets above the balance',
      'parallel cancels',
      'parallel cancels of a win',
    ];
    expect(await Promise.all(lasts.map(async (name) => (await seen(name)).at(-1)))).toEqual([
      reply(0, 92),
      reply(0, 90),
      reply(0, 110),
      reply(0, 0),
      reply(0, 100),
      reply(0, 99),
    ]);
    expect((await seen('parallel repeats of a bet'))[0]?.split(' | ')).toEqual([
      reply(0, 90),
      ...Array.from({ length: 7 }, () => reply(41, 90)),
    ]);
  });

  it('names what is outside the contract', async () => {
    const named = ['amount', 'amount', 'amount', 'amount', 'round_id', '', 'data', 'command', 'command', 'timestamp'];
    expect(await seen('fields')).toHaveLength(named.length);
    for (const [index, answer] of (await seen('fields')).entries()) {
      if (index === 5) expect(answer).toBe(reply(0, 99));
      else
        expect(answer).toMatch(new RegExp(`^400 application/json .*"result":99.*"message":".*${named[index] ?? ''}`));
    }
    expect((await seen('malformed bodies')).map((answer) => answer.slice(0, 3))).toEqual([
      '400',
      '413',
      '415',
      '405',
      '400',
    ]);
    for (const answer of await seen('malformed bodies'))
      expect(answer).toContain('"result":99,"status":"ERROR","message":');
  });

  it('tells its balances beside the protocol', async () => {
    await withOperator(async (operator) => {
      for await (const { name } of converse(operator)) if (name.startsWith('repeats without 41, 4')) break;
      expect([operator.balanceOf('bert'), operator.balanceOf('nobody')]).toEqual([9_500n, undefined]);
    });
  });
});
