/** Money when the same comes again, or almost the same. */
import { cases, type Requirement } from '../case.ts';
import { manyOthers } from './races.ts';
import { uniqueIds, uniqueKey } from './hints.ts';

/** Everything that a movement says beside its id, account, round and amount, and other than the contract's examples say it. */
const otherPlay = { provider_id: 2, game_code: 'another', call_id: 1, gplay_id: '1', type: 32 };

export const repeats: readonly Requirement[] = [
  ...cases('money', 'must', [
    {
      id: 'money.repeat.other-amount',
      requirement: 'An id that comes again with another amount moves nothing.',
      source: uniqueIds,
      hint: uniqueKey,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(300n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted');
        t.expect('the same id with another amount', await t.bet(id, 200n), ['alreadyProcessed', 'failed']);
        await t.expectBalance('only the first stake was taken', balance - 100n);
      },
    },
    {
      id: 'money.repeat.other-command',
      requirement: 'The id of a bet that comes again as a win moves nothing.',
      source: uniqueIds,
      hint: 'One unique key for all transactions, not one for each command.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted');
        t.expect('a win with its id', await t.win(id, 100n), ['alreadyProcessed', 'failed']);
        await t.expectBalance('only the stake was taken', balance - 100n);
      },
    },
    {
      id: 'money.repeat.other-account',
      requirement: "The id of one player's bet that comes again for another player moves nothing.",
      source: uniqueIds,
      hint: ({ idField }) => `The unique key is ${idField} alone, not account and ${idField}.`,
      needs: ['second'],
      steps: async (t) => {
        const account = t.other('second');
        const [balance, others] = [await t.balanceOfAtLeast(100n), await t.balanceOfAtLeast(100n, account)];
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted');
        t.expect('the same id from another account', await t.bet(id, 100n, { account }), [
          'alreadyProcessed',
          'failed',
        ]);
        await t.expectBalance('one stake was taken', balance - 100n);
        await t.expectBalance('nothing was taken from the second account', others, account);
      },
    },
    {
      id: 'money.repeat.other-round',
      requirement: 'An id that comes again with another round moves nothing.',
      source: uniqueIds,
      hint: ({ idField }) => `The unique key is ${idField} alone, not round_id or round_id and ${idField}.`,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(200n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted');
        t.expect('the same id with another round', await t.bet(id, 100n, { round: t.newRound() }), [
          'alreadyProcessed',
          'failed',
        ]);
        await t.expectBalance('the stake was taken once', balance - 100n);
      },
    },
    {
      id: 'money.repeat.other-play',
      requirement: 'The id of a bet or a win that comes again with another game, call, kind or time moves nothing.',
      source: uniqueIds,
      hint: ({ idField }) => `The unique key is ${idField} alone, without provider_id, game_code, call_id or time.`,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(200n);
        const more = { ...otherPlay, time_stamp: Date.now() + 1_000 };
        for (const [command, moved] of [
          ['bet', -100n],
          ['win', 0n],
        ] as const) {
          const id = t.newId();
          t.expect(`the ${command}`, await t[command](id, 100n), 'accepted', balance + moved);
          t.expect('the same id in another game', await t[command](id, 100n, { more }), ['alreadyProcessed', 'failed']);
          await t.expectBalance('it moved once', balance + moved);
        }
      },
    },
    {
      id: 'money.repeat.unasked',
      requirement: 'A repeated bet moves nothing, whatever else it says, also when check 41 is not asked for.',
      source: 'a transaction is carried out once, whatever the checks',
      hint: uniqueKey,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(200n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n, { check: '21,22,31' }), 'accepted');
        t.expect('the same bet again', await t.bet(id, 100n, { check: '21,22,31' }), [
          'accepted',
          'alreadyProcessed',
          'failed',
        ]);
        const unasked = { check: '21,22,31' };
        await t.bet(id, 50n, unasked);
        await t.bet(id, 100n, { ...unasked, round: t.newRound(), more: otherPlay });
        await t.win(id, 100n, { check: '21,22' });
        await t.expectBalance('the stake was taken once', balance - 100n);
      },
    },
    {
      id: 'money.repeat.long-ago',
      requirement: 'A bet is known after many others have come.',
      source: 'check 41',
      hint: 'Keep transactions in the database, not in a cache of the last ones.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted');
        await manyOthers(() => t.win(t.newId(), 0n));
        t.expect('the same bet after sixty others', await t.bet(id, 100n), 'alreadyProcessed', balance - 100n);
      },
    },
  ]),
  ...cases('money', 'should', [
    {
      id: 'money.repeat.unasked.answer',
      requirement:
        'Without check 41 an exact repeat answers 0, one with another amount does not, and one after its cancel answers 41.',
      source: 'a repeated request gets the same answer',
      hint: 'Compare the repeat with what was recorded.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('a bet', await t.bet(id, 100n, { check: '21' }), 'accepted');
        t.expect('the same again', await t.bet(id, 100n, { check: '21' }), 'accepted', balance - 100n);
        for (const other of [{ amount: 50n }, { amount: 100n, round: t.newRound() }]) {
          t.expect('the same id, but not the same bet', await t.bet(id, other.amount, { check: '21', ...other }), [
            'failed',
            'alreadyProcessed',
          ]);
        }
        t.expect('its cancel', await t.cancel(id), 'accepted');
        t.expect('the same once more', await t.bet(id, 100n, { check: '21' }), 'alreadyProcessed', balance);
      },
    },
    {
      id: 'money.refused.then-payable',
      requirement: 'A bet that was refused with 31 is taken when it comes again and there is enough.',
      source: 'a refused transaction is not recorded',
      hint: 'Record a transaction only when it moved something.',
      needs: ['poor'],
      steps: async (t) => {
        const account = t.other('poor');
        const balance = await t.balanceOf(account);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, balance + 100n, { account }), 'insufficientBalance');
        t.expect('a win', await t.win(t.newId(), 100n, { account }), 'accepted');
        t.expect('the same bet again', await t.bet(id, balance + 100n, { account }), 'accepted', 0n);
      },
    },
  ]),
];
