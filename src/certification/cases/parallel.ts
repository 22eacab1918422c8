/** Money when everything comes at the same time. */
import { cases, type Requirement } from '../case.ts';
import type { Trial } from '../trial.ts';
import { uniqueKey } from './hints.ts';
import { races } from './races.ts';

export const parallel: readonly Requirement[] = [
  ...cases('money', 'must', [
    {
      id: 'money.parallel.identical',
      requirement: 'Twenty identical bets at the same time take one stake.',
      source: 'check 41',
      hint: uniqueKey,
      steps: async (t) => {
        await races(async () => {
          const balance = await t.balanceOfAtLeast(2_000n);
          const id = t.newId();
          const answers = await Promise.all(Array.from({ length: 20 }, () => t.bet(id, 100n)));
          await t.expectBalance('twenty identical bets are one', balance - 100n);
          const taken = answers.filter((answer) => t.has(answer, 'accepted')).length;
          if (taken !== 1) t.fail('one of twenty identical bets answered with 0', `${taken} of them`);
        });
      },
    },
    {
      id: 'money.parallel.different',
      requirement: 'Different bets and wins at the same time all count.',
      source: 'bet and win, result 0',
      hint: 'Change the balance in the database (SET balance = balance - amount), never by writing back what was read.',
      steps: async (t) => {
        await races(async () => {
          const balance = await t.balanceOfAtLeast(2_000n);
          const answers = await Promise.all(
            Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? t.bet(t.newId(), 100n) : t.win(t.newId(), 30n))),
          );
          for (const answer of answers) t.expect('each', answer, 'accepted');
          await t.expectBalance('ten stakes were taken and ten wins paid', balance - 700n);
        });
      },
    },
    {
      id: 'money.parallel.games',
      requirement: 'Movements of one player in several games at the same time all count.',
      source: 'bet and win, result 0',
      hint: 'Lock the row of the account, not the game, its session or the round.',
      steps: async (t) => {
        await races(async () => {
          const balance = await t.balanceOfAtLeast(1_000n);
          const answers = await Promise.all(
            Array.from({ length: 20 }, (_, n) => {
              const more = { provider_id: n, game_code: `game${n}`, gplay_id: String(n) };
              return n % 2 === 0 ? t.bet(t.newId(), 100n, { more }) : t.win(t.newId(), 30n, { more });
            }),
          );
          for (const answer of answers) t.expect('each', answer, 'accepted');
          await t.expectBalance('ten stakes were taken and ten wins paid', balance - 700n);
        });
      },
    },
    {
      id: 'money.parallel.overdraw',
      requirement: 'Bets at the same time never take more than there is.',
      source: 'check 31',
      hint: 'Check and debit in one statement (UPDATE … WHERE balance >= amount), or lock the row before the check.',
      needs: ['poor'],
      steps: overdraw,
    },
    {
      id: 'money.parallel.identical-wins',
      requirement: 'Twenty identical wins at the same time are paid once.',
      source: 'check 41',
      hint: uniqueKey,
      steps: async (t) => {
        await races(async () => {
          const balance = await t.balanceOf();
          const id = t.newId();
          await Promise.all(Array.from({ length: 20 }, () => t.win(id, 100n)));
          await t.expectBalance('twenty identical wins are one', balance + 100n);
        });
      },
    },
    {
      id: 'money.rounds.interleaved',
      requirement: 'Many rounds at the same time add up exactly.',
      source: 'bet, win and cancel, result 0',
      hint: 'Every movement in one database transaction of its own; no balance kept in memory.',
      steps: interleaved,
    },
  ]),
];

/** The stake is given back each time: the next race needs all of the balance. */
async function overdraw(t: Trial): Promise<void> {
  const account = t.other('poor');
  const balance = await t.balanceOfAtLeast(2n, account);
  const stake = balance / 2n + 1n;
  await races(async () => {
    const ids = Array.from({ length: 10 }, () => t.newId());
    const answers = await Promise.all(ids.map((id) => t.bet(id, stake, { account })));
    const taken = ids.filter((_, n) => t.has(answers[n], 'accepted'));
    await t.expectBalance(
      `${taken.length} bets of ${t.money(stake)} were accepted`,
      balance - BigInt(taken.length) * stake,
      account,
    );
    const [one, ...more] = taken;
    if (one === undefined || more.length > 0)
      t.fail(
        `one of ten bets of ${t.money(stake)} accepted from a balance of ${t.money(balance)}`,
        `${taken.length} of them`,
      );
    t.expect('the cancel of that bet', await t.cancel(one, { account }), 'accepted', balance);
  });
}

/** Twelve rounds of bet and win at the same time, every fourth of them cancelled. */
async function interleaved(t: Trial): Promise<void> {
  const balance = await t.balanceOfAtLeast(2_400n);
  const rounds = Array.from({ length: 12 }, async (_, n) => {
    const [betId, winId] = [t.newId(), t.newId()];
    const round = t.newRound();
    t.expect('a bet', await t.bet(betId, 200n, { round }), 'accepted');
    if (n % 4 === 0) {
      t.expect('its cancel', await t.cancel(betId), 'accepted');
      return 0n;
    }
    t.expect('its win', await t.win(winId, BigInt(n) * 7n, { round }), 'accepted');
    return BigInt(n) * 7n - 200n;
  });
  const moved = (await Promise.all(rounds)).reduce((sum, delta) => sum + delta, 0n);
  await t.expectBalance('all rounds together', balance + moved);
}
