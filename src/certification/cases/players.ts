/** Two players at the same time: neither gets what is the other's. */
import { property } from '../answer.ts';
import { cases, type Requirement } from '../case.ts';
import type { Trial } from '../trial.ts';
import { races } from './races.ts';
import { expectState } from './told.ts';

const hint =
  'Keep what belongs to a request in its own variables: nothing global, static or on a shared object, and one connection of the database for one request at a time.';
const needs = ['second'] as const;

export const players: readonly Requirement[] = cases('money', 'must', [
  {
    id: 'money.players.crossing',
    requirement: "Bets and wins of two players at the same time move each player's own money, all of it.",
    source: 'account: whose money it is',
    hint,
    needs,
    steps: async (t) => {
      const [main, second] = playersOf(t);
      await races(async () => {
        const [mine, others] = [await t.balanceOfAtLeast(1_000n), await t.balanceOfAtLeast(1_000n, second)];
        // Different sums: one that went astray is seen.
        const sent = Array.from({ length: 10 }, (_, n) => [
          { account: main, send: t.bet(t.newId(), BigInt(10 + n), { account: main }) },
          { account: second, send: t.win(t.newId(), BigInt(30 + n), { account: second }) },
        ]).flat();
        for (const { account, send } of sent) t.expect(`each of ${account}`, await send, 'accepted');
        await t.expectBalance('ten bets of 0.10 to 0.19', mine - 145n, main);
        await t.expectBalance('ten wins of 0.30 to 0.39', others + 345n, second);
      });
    },
  },
  {
    id: 'money.players.answers',
    requirement: "Questions of two players at the same time are answered with each player's own name and balance.",
    source: 'authenticate and balance, result 0',
    hint,
    needs,
    steps: async (t) => {
      const accounts = playersOf(t);
      const known = await Promise.all(accounts.map((account) => t.balanceOf(account)));
      await races(async () => {
        const asked = Array.from({ length: 10 }, () =>
          accounts.map((account, n) => ({
            account,
            balance: known[n],
            told: t.authenticate({ account }),
            own: t.balance({ account }),
          })),
        ).flat();
        for (const { account, balance, told, own } of asked) {
          const answer = await told;
          t.expect(`authenticate of ${account}`, answer, 'accepted', balance);
          const name = property(property(answer.value, 'data'), 'account');
          if (name !== account) t.fail(`data.account ${JSON.stringify(account)}`, String(name));
          t.expect(`the balance of ${account}`, await own, 'accepted', balance);
        }
      });
    },
  },
  {
    id: 'money.players.status',
    requirement: 'Bets of two players at the same time are known under their own ids, each for its own player.',
    source: 'status, result 0',
    hint,
    needs,
    steps: async (t) => {
      const accounts = playersOf(t);
      for (const account of accounts) await t.balanceOfAtLeast(500n, account);
      const bets = Array.from({ length: 4 }, () => accounts.map((account) => ({ account, id: t.newId() }))).flat();
      const answers = await Promise.all(bets.map(({ id, account }) => t.bet(id, 100n, { account })));
      for (const answer of answers) t.expect('each bet', answer, 'accepted');
      await Promise.all(bets.map(({ id, account }) => expectState(t, id, 'OK', account)));
      await Promise.all(
        bets.map(async ({ id, account }) => t.expect('its cancel', await t.cancel(id, { account }), 'accepted')),
      );
    },
  },
]);

function playersOf(t: Trial): readonly [string, string] {
  return [t.target.account, t.other('second')];
}
