/** Fields that a command does not have in a contract are allowed, and change nothing: also those that it has in another. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyContract } from '../../src/contract/contract.ts';
import { v1, v4 } from '../../src/contract/contracts.ts';
import { limits } from '../../src/process/limits.ts';
import { edges, startWallet, type Wallet } from '../support/edges.ts';
import { wordings } from '../support/wording.ts';

/** Every field that a command has, in any contract. */
const propertiesOf = ({ document }: AnyContract, command: string): string[] => {
  const schema = document.components['schemas']?.[`${command.charAt(0).toUpperCase()}${command.slice(1)}Data`];
  return Object.keys((schema as { properties: object }).properties);
};
const known = [v1, v4].flatMap((contract) =>
  contract.commands.flatMap((command) => [...propertiesOf(contract, command), 'cancle_trans_guid']),
);
const names = [...new Set(known)].filter((name) => name !== 'account');

const oddities: readonly unknown[] = [null, true, 'x', '1676116606', 1.5, 2 ** 53, -1, {}, { toString: 1 }, [[1]]];

const everywhere = edges.flatMap((edge) => wordings.map((words) => ({ edge, name: words.name, words })));

describe.each(everywhere)('by $edge, in contract $name', ({ edge, words }) => {
  let wallet: Wallet;
  beforeAll(async () => void (wallet = await startWallet(edge, limits, [words.contract])));
  afterAll(() => wallet.stop());
  const { contract, newId, movement, cancel, status } = words;
  const dataOf = {
    authenticate: (account: string) => ({ account }),
    balance: (account: string) => ({ account }),
    bet: (account: string) => movement(account, newId(), 0.01),
    win: (account: string) => movement(account, newId(), 0.01),
    cancel: (account: string) => cancel(account, newId()),
    status: (account: string) => status(account, newId()),
  };

  it.each(contract.commands)('a field that %s does not have may be anything', async (command) => {
    const account = await wallet.open(100_000n);
    const own = [...propertiesOf(contract, command), ...(command === 'cancel' ? ['cancle_trans_guid'] : [])];
    const answer = async (data: object): Promise<unknown> => {
      const { httpStatus, json } = await wallet.send(command, data, contract.delivery[command].checks);
      return [httpStatus, (json as { result: number }).result];
    };
    const usual = await answer(dataOf[command](account));
    for (const name of names.filter((field) => !own.includes(field)))
      for (const odd of oddities)
        expect([name, odd, await answer({ ...dataOf[command](account), [name]: odd })]).toEqual([name, odd, usual]);
  });
});

describe.each([
  ['v1,v4', [v1, v4]],
  ['v4,v1', [v4, v1]],
] as const)('with --contract %s, a transaction named as in v4', (_names, contracts) => {
  let wallet: Wallet;
  beforeAll(async () => void (wallet = await startWallet('listener', limits, contracts)));
  afterAll(() => wallet.stop());

  it.each([501, null, 0, 'x'])('is in v4, whatever stands beside it: trans_id %j', async (trans_id) => {
    const account = await wallet.open(10_000n);
    const say = async (command: string, data: object, check: string): Promise<unknown> =>
      (await wallet.send(command, { account, ...data }, check)).json;
    const [bet, win, own] = ['bet', 'win', 'own'].map((what) => `${what} of ${account}`);
    const ok = (balance: number) => ({ result: 0, status: 'OK', data: { balance } });
    expect(await say('win', { trans_guid: win, trans_id, round_id: 'r', amount: 10 }, '41')).toEqual(ok(110));
    expect(await say('win', { trans_guid: win, round_id: 'r', amount: 10 }, '41')).toMatchObject({ result: 41 });
    expect(await say('bet', { trans_guid: bet, trans_id, round_id: 'r', amount: 10 }, '41')).toEqual(ok(100));
    expect(await say('cancel', { trans_guid: own, cancel_trans_guid: bet, trans_id }, '43')).toEqual(ok(110));
  });
});
