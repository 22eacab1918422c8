/** A round groups transactions, and is none itself. */
import { cases, type Requirement } from '../case.ts';
import { expectState } from './told.ts';

export const rounds: readonly Requirement[] = [
  ...cases('money', 'must', [
    {
      id: 'money.round.several',
      requirement:
        'Two bets and two wins of one round that are alike but for their ids are four; the cancel of one undoes that one.',
      source: 'a transaction is known by its id',
      hint: ({ idField }) =>
        `A repeat is what has a known ${idField}, and nothing else: not the same player, round, amount or second.`,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        const round = t.newRound();
        const [first, second, larger] = [t.newId(), t.newId(), t.newId()];
        t.expect('a bet', await t.bet(first, 100n, { round }), 'accepted', balance - 100n);
        t.expect('another bet of its round', await t.bet(second, 100n, { round }), 'accepted', balance - 200n);
        t.expect('a larger one', await t.bet(larger, 250n, { round }), 'accepted', balance - 450n);
        t.expect('a win of that round', await t.win(t.newId(), 50n, { round }), 'accepted', balance - 400n);
        t.expect('another win of that round', await t.win(t.newId(), 50n, { round }), 'accepted', balance - 350n);
        t.expect('the cancel of the first bet', await t.cancel(first), 'accepted', balance - 250n);
        await expectState(t, second, 'OK');
        t.expect('the cancel of the larger one', await t.cancel(larger), 'accepted', balance);
        t.expect('the second bet again', await t.bet(second, 100n, { round }), 'alreadyProcessed', balance);
        await t.expectBalance('what is left of the round', balance);
      },
    },
    {
      id: 'money.round.over.paid',
      requirement: 'A win whose round has a cancelled bet, or a win already, is paid where it is answered with 0.',
      source: 'win, result 0',
      hint: 'Answer 0 to what was carried out alone; refuse what you do not pay.',
      steps: async (t) => {
        let balance = await t.balanceOfAtLeast(100n);
        const round = t.newRound();
        const cancelled = t.newId();
        t.expect('a bet', await t.bet(cancelled, 100n, { round }), 'accepted');
        t.expect('its cancel', await t.cancel(cancelled), 'accepted', balance);
        for (const what of ['a win of that round', 'another one']) {
          const answer = await t.win(t.newId(), 300n, { round });
          if (t.has(answer, 'accepted')) balance += 300n;
          await t.expectBalance(`${what}, answered with ${answer.result ?? 'nothing'}`, balance);
        }
      },
    },
  ]),
  ...cases('money', 'should', [
    {
      id: 'money.round.shared',
      requirement: 'Two players may play in one round, as at a table.',
      source: 'round_id',
      hint: 'A round belongs to nobody: look it up by player and round.',
      needs: ['second'],
      steps: async (t) => {
        const account = t.other('second');
        const [balance, others] = [await t.balanceOfAtLeast(100n), await t.balanceOfAtLeast(100n, account)];
        const round = t.newRound();
        t.expect('a bet', await t.bet(t.newId(), 100n, { round }), 'accepted', balance - 100n);
        t.expect(
          'a bet of another player',
          await t.bet(t.newId(), 100n, { round, account }),
          'accepted',
          others - 100n,
        );
        t.expect('a win of the other', await t.win(t.newId(), 150n, { round, account }), 'accepted', others + 50n);
        t.expect('a win of the first', await t.win(t.newId(), 120n, { round }), 'accepted', balance + 20n);
      },
    },
    {
      id: 'money.round.over',
      requirement: 'A bet and a win whose round has a cancelled bet, or a win already, are taken like any other.',
      source: 'bet and win, result 0',
      hint: 'A provider sends a bet again under a new id when the first was cancelled, and pays a round in parts.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(300n);
        const round = t.newRound();
        const cancelled = t.newId();
        t.expect('a bet', await t.bet(cancelled, 100n, { round }), 'accepted');
        t.expect('its cancel', await t.cancel(cancelled), 'accepted', balance);
        t.expect('a bet under a new id', await t.bet(t.newId(), 100n, { round }), 'accepted', balance - 100n);
        t.expect('its win', await t.win(t.newId(), 300n, { round }), 'accepted', balance + 200n);
        t.expect('a bet behind the win', await t.bet(t.newId(), 100n, { round }), 'accepted', balance + 100n);
        await t.expectBalance('all of the round', balance + 100n);
      },
    },
  ]),
];
