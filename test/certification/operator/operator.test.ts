import { describe, expect, it } from 'vitest';
import type { AnyContract } from '../../../src/contract/contract.ts';
import { contracts, v4 } from '../../../src/contract/contracts.ts';
import { startOperator, type TestOperator } from './operator.ts';
import { accounts, converse, type Step } from './scenario.ts';
import { token } from './speaker.ts';

async function withOperator<T>(contract: AnyContract, use: (operator: TestOperator) => Promise<T>): Promise<T> {
  const operator = await startOperator({ contract, token, accounts });
  try {
    return await use(operator);
  } finally {
    await operator.stop();
  }
}

const whole = (contract: AnyContract): Promise<Step[]> =>
  withOperator(contract, async (operator) => {
    const steps: Step[] = [];
    for await (const step of converse(operator, contract)) steps.push(step);
    return steps;
  });
const reply = (result: number, balance?: number): string => {
  const status = result === 0 ? 'OK' : 'ERROR';
  return `200 application/json ${JSON.stringify({ result, status, ...(balance !== undefined && { data: { balance } }) })}`;
};
const told = (text: string): string => `200 application/json {"result":0,"status":"OK","data":{${text}}}`;

describe.each(Object.entries(contracts))('an operator without defects, under %s', (name, contract) => {
  const right = whole(contract);
  const seen = async (name: string): Promise<string[]> =>
    (await right).filter((step) => step.name.startsWith(`${name}, `)).map((step) => step.seen);
  const state = (account: string, id: number | string, status: string): string =>
    told(
      name === 'v1'
        ? `"trans_id":${id},"trans_status":"${status}"`
        : `"account":"${account}","trans_guid":${JSON.stringify(String(id))},"trans_status":"${status}"`,
    );

  it('answers the same in every run', async () => {
    expect(await whole(contract)).toEqual(await right);
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
        state('anna', 1, 'OK'),
        state('anna', 2, 'OK'),
        reply(0, 109.52),
        state('anna', 3, 'OK'),
        reply(0, 109.52),
      ],
    ],
    ['repeats', [reply(0, 90), reply(0, 95), reply(41, 95), reply(41, 95), reply(0, 95), state('bert', 10, 'OK')]],
    ['repeats without 41', [reply(0, 95), reply(0, 95), reply(99, 95), reply(0, 95)]],
    ['conflicts', [reply(41, 95), reply(41, 100), reply(41, 95), reply(41, 95), reply(0, 95), reply(0, 100)]],
    [
      'cancels of a bet',
      [
        reply(0, 60),
        reply(42, 100),
        reply(42, 100),
        state('carl', 30, 'OK'),
        reply(0, 100),
        reply(0, 100),
        state('carl', 30, 'CANCELED'),
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
        state('dora', 40, 'CANCELED'),
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
    ['the unknown without 42', [reply(42, 100), reply(name === 'v1' ? 42 : 43, 100), reply(41, 100)]],
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
    await withOperator(contract, async (operator) => {
      for await (const { name } of converse(operator, contract)) if (name.startsWith('repeats without 41, 4')) break;
      expect([operator.balanceOf('bert'), operator.balanceOf('nobody')]).toEqual([9_500n, undefined]);
    });
  });
});

describe('an operator without defects, of what v4 alone has', () => {
  const right = whole(v4);
  const seen = async (name: string): Promise<string[]> =>
    (await right).filter((step) => step.name.startsWith(`${name}, `)).map((step) => step.seen);

  it('keeps ids byte for byte', async () => {
    const answers = await seen('exact ids');
    expect(answers.filter((_, n) => n % 2 === 0)).toEqual([99, 98, 97, 96, 95, 94, 94].map((left) => reply(0, left)));
    expect(answers[1]).toContain('"trans_guid":"Straße-é"');
  });

  it('refuses ids outside the contract, and cancels that name nothing, themselves or two', async () => {
    for (const answer of await seen('ids outside the contract')) expect(answer).toMatch(/^400 .*"result":99/);
  });

  it('spends the id of a cancel once, and undoes no cancel', async () => {
    expect(await seen('ids of cancels')).toEqual([
      reply(0, 90),
      reply(0, 80),
      reply(0, 90),
      reply(41, 90),
      reply(0, 90),
      reply(0, 90),
      reply(41, 90),
      reply(99, 90),
      reply(41, 90),
      reply(43, 90),
      told('"account":"abel","trans_guid":"c1","trans_status":"OK"'),
      reply(42, 90),
      reply(41, 90),
      reply(99, 90),
      reply(43, 90),
      reply(42, 90),
      reply(41, 90),
      reply(0, 89),
      reply(41, 89),
    ]);
  });
});
