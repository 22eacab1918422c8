/** What holds of bets holds of wins: once, and taken back once. */
import { cases, type Requirement } from '../case.ts';
import { tombstone, uniqueIds, uniqueKey } from './hints.ts';
import { manyOthers, races } from './races.ts';

export const wins: readonly Requirement[] = cases('money', 'must', [
  {
    id: 'money.win.large',
    requirement: 'A win of 42,949,673.97 is paid to the cent, or refused as a whole.',
    source: 'amount and balance have up to 18 digits',
    hint: 'Keep money in 64-bit integers of the smallest unit or in DECIMAL(18,2); a FLOAT column or a 32-bit integer loses it.',
    steps: async (t) => {
      const balance = await t.balanceOf();
      const [id, amount] = [t.newId(), 4_294_967_397n];
      const answer = await t.win(id, amount);
      if (t.has(answer, 'failed')) return t.expectBalance('the win was refused', balance);
      t.expect('the win', answer, 'accepted', balance + amount);
      t.expect('its cancel', await t.cancel(id), 'accepted', balance);
    },
  },
  {
    id: 'money.win.repeat.other',
    requirement: 'The id of a win that comes again with another amount or round, or without check 41, moves nothing.',
    source: uniqueIds,
    hint: uniqueKey,
    steps: async (t) => {
      const balance = await t.balanceOf();
      const id = t.newId();
      t.expect('the win', await t.win(id, 100n), 'accepted', balance + 100n);
      await t.win(id, 200n);
      await t.win(id, 100n, { round: t.newRound() });
      await t.win(id, 100n, { check: '21' });
      await t.win(id, 50n, { check: '21' });
      await t.expectBalance('the win was paid once', balance + 100n);
    },
  },
  {
    id: 'money.win.repeat.other-account',
    requirement: "The id of one player's win that comes again for another player moves nothing.",
    source: uniqueIds,
    hint: ({ idField }) => `The unique key is ${idField} alone, not account and ${idField}.`,
    needs: ['second'],
    steps: async (t) => {
      const account = t.other('second');
      const others = await t.balanceOf(account);
      const id = t.newId();
      t.expect('the win', await t.win(id, 100n), 'accepted');
      t.expect('the same id from another account', await t.win(id, 100n, { account }), ['alreadyProcessed', 'failed']);
      await t.expectBalance('nothing was paid to the second account', others, account);
    },
  },
  {
    id: 'money.win.repeat.long-ago',
    requirement: 'A win is known after many others have come.',
    source: 'check 41',
    hint: 'Keep transactions in the database, not in a cache of the last ones.',
    steps: async (t) => {
      const balance = await t.balanceOf();
      const id = t.newId();
      t.expect('the win', await t.win(id, 100n), 'accepted');
      await manyOthers(() => t.win(t.newId(), 0n));
      t.expect('the same win after sixty others', await t.win(id, 100n), 'alreadyProcessed', balance + 100n);
    },
  },
  {
    id: 'money.win.after-cancel',
    requirement:
      'A win moves nothing after its cancel, or when its cancel came first, also when check 41 is not asked for.',
    source: 'a cancelled transaction stays cancelled',
    hint: `Keep the cancelled transaction in its table; its id is spent. ${tombstone}`,
    steps: async (t) => {
      const balance = await t.balanceOf();
      const [id, later] = [t.newId(), t.newId()];
      t.expect('the win', await t.win(id, 100n), 'accepted');
      t.expect('its cancel', await t.cancel(id), 'accepted', balance);
      await t.win(id, 100n, { check: '21' });
      t.expect('the cancel of a win that has not come', await t.cancel(later), t.unknownTarget());
      await t.win(later, 100n, { check: '21' });
      await t.expectBalance('nothing was paid', balance);
    },
  },
  {
    id: 'money.cancel.win.parallel',
    requirement: 'Ten identical cancels of a win at the same time take it back once.',
    source: 'cancel, result 0',
    hint: 'Mark the transaction as cancelled under the condition that it was not, in the same statement or transaction as the movement.',
    steps: async (t) => {
      await races(async () => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('the win', await t.win(id, 100n), 'accepted');
        await Promise.all(Array.from({ length: 10 }, () => t.cancel(id)));
        await t.expectBalance('the win was taken back once', balance);
      });
    },
  },
  {
    id: 'money.cancel.win.other-account',
    requirement: 'A cancel of a win from another account moves nothing.',
    source: 'check 42',
    hint: ({ targetField, unknown }) =>
      `Look the transaction up by ${targetField} and account; answer ${unknown} when the account is another.`,
    needs: ['second'],
    steps: async (t) => {
      const account = t.other('second');
      const [balance, others] = [await t.balanceOf(), await t.balanceOf(account)];
      const id = t.newId();
      t.expect('the win', await t.win(id, 100n), 'accepted');
      t.expect('its cancel from another account', await t.cancel(id, { account }), [t.unknownTarget(), 'failed']);
      await t.expectBalance('the win is still paid', balance + 100n);
      await t.expectBalance('nothing was taken from the second account', others, account);
    },
  },
  {
    id: 'money.cancel.settled-bet',
    requirement: 'The cancel of a bet whose round has its win gives back the stake, and leaves the win.',
    source: ({ targetField }) => `${targetField} is the transaction to cancel`,
    hint: ({ targetField }) =>
      `Cancel the one transaction that ${targetField} names: not the round, and also when the round is settled.`,
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      const [betId, winId] = [t.newId(), t.newId()];
      const round = t.newRound();
      t.expect('the bet', await t.bet(betId, 100n, { round }), 'accepted');
      t.expect('the win of its round', await t.win(winId, 300n, { round }), 'accepted', balance + 200n);
      t.expect('the cancel of the bet', await t.cancel(betId), 'accepted', balance + 300n);
      t.expect('the cancel of the win', await t.cancel(winId), 'accepted', balance);
    },
  },
]);
