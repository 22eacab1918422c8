/** Cancels that come before what they cancel, or of what was never taken: nothing moves then, nor later. */
import { cases, type Requirement } from '../case.ts';
import { tombstone, uniqueIds } from './hints.ts';
import { manyOthers, races } from './races.ts';

export const cancelsBefore: readonly Requirement[] = [
  ...cases('money', 'must', [
    {
      id: 'money.cancel.before-bet',
      quiet: true,
      requirement: ({ unknown }) =>
        `A cancel that comes before its bet answers ${unknown}, and the bet moves nothing when it comes.`,
      source: 'a cancel is sent when the bet timed out; the bet may arrive later',
      hint: tombstone,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id), t.unknownTarget(), balance);
        t.expect('its bet, later', await t.bet(id, 100n), ['alreadyProcessed', 'failed']);
        t.expect('its bet, without check 41', await t.bet(id, 100n, { check: '21,31' }), [
          'alreadyProcessed',
          'failed',
        ]);
        await t.expectBalance('nothing was taken', balance);
      },
    },
    {
      id: 'money.cancel.before-bet.unasked',
      quiet: true,
      requirement: 'The same holds when the cancel asks no check at all: the bet moves nothing when it comes.',
      source: 'check may be empty; a cancel is sent when the bet timed out',
      hint: `${tombstone} Do so whatever is asked.`,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        // Which answer is the better one is another case's to say: no money hangs on it.
        t.expect('the cancel', await t.cancel(id, { check: '' }), [t.unknownTarget(''), 'accepted']);
        t.expect('its bet, later', await t.bet(id, 100n), ['alreadyProcessed', 'failed']);
        await t.expectBalance('nothing was taken', balance);
      },
    },
    {
      id: 'money.cancel.before-bet.long-ago',
      quiet: true,
      requirement: 'The cancel of a bet that has not come is remembered after many others have come.',
      source: 'a cancel is sent when the bet timed out',
      hint: tombstone,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id), t.unknownTarget(), balance);
        await manyOthers(() => t.cancel(t.newId()));
        t.expect('its bet, after sixty other cancels', await t.bet(id, 100n), ['alreadyProcessed', 'failed']);
        await t.expectBalance('nothing was taken', balance);
      },
    },
    {
      id: 'money.cancel.before-win',
      quiet: true,
      requirement: ({ unknown }) =>
        `A cancel that comes before its win answers ${unknown}, and the win moves nothing when it comes.`,
      source: 'a cancel may name a win',
      hint: tombstone,
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id), t.unknownTarget(), balance);
        t.expect('its win, later', await t.win(id, 100n), ['alreadyProcessed', 'failed']);
        await t.expectBalance('nothing was paid', balance);
      },
    },
    {
      id: 'money.cancel.race',
      requirement: 'A bet and its cancel up to 50 ms apart end with the stake where it was.',
      source: 'a cancel is sent when the bet timed out',
      hint: `${tombstone} Bet and cancel of one id must wait for each other.`,
      steps: async (t) => {
        await races(async () => {
          const balance = await t.balanceOfAtLeast(800n);
          const played = [0, 0, 1, 2, 5, 10, 20, 50].map(async (gapMs) => {
            const id = t.newId();
            const bet = t.bet(id, 100n);
            await new Promise((resolve) => setTimeout(resolve, gapMs));
            t.expect(`the cancel ${gapMs} ms later`, await t.cancel(id), ['accepted', t.unknownTarget()]);
            await bet;
          });
          await Promise.all(played);
          await t.expectBalance('each bet was cancelled', balance);
        });
      },
    },
    {
      id: 'money.cancel.before-other-account',
      quiet: true,
      requirement: 'A transaction whose cancel came first moves nothing, whichever account it comes for.',
      source: (words) => `a cancel is sent when the bet timed out; ${uniqueIds(words)}`,
      hint: tombstone,
      needs: ['second'],
      steps: async (t) => {
        const account = t.other('second');
        const others = await t.balanceOfAtLeast(100n, account);
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id), t.unknownTarget());
        t.expect('the bet, for another account', await t.bet(id, 100n, { account }), ['alreadyProcessed', 'failed']);
        await t.expectBalance('nothing was taken', others, account);
      },
    },
    {
      id: 'money.refused.then-cancelled',
      quiet: true,
      requirement: 'A refused bet is not given back by its cancel, and is not taken after it.',
      source: 'a refused transaction is not recorded; check 42',
      hint: `Refund only what was taken. ${tombstone}`,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('a bet above the balance', await t.bet(id, balance + 1n), 'insufficientBalance');
        t.expect('its cancel', await t.cancel(id), t.unknownTarget(), balance);
        t.expect('the same id with an amount that is covered', await t.bet(id, 100n), ['alreadyProcessed', 'failed']);
        await t.expectBalance('nothing moved', balance);
      },
    },
  ]),
  ...cases('money', 'should', [
    {
      id: 'money.cancel.refused',
      quiet: true,
      requirement: 'A cancel that is refused with 22 leaves nothing behind: the transaction is taken when it comes.',
      source: 'check 22',
      hint: ({ unknown }) => `Remember a cancel only when it answers ${unknown}.`,
      needs: ['blocked'],
      steps: async (t) => {
        const account = t.other('blocked');
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id, { account, check: '21,22,42' }), 'inactiveAccount');
        t.expect('a win of 0 with its id', await t.win(id, 0n, { account, check: '21,41' }), 'accepted');
      },
    },
    {
      id: 'money.cancel.before-bet.again',
      quiet: true,
      requirement: ({ unknown }) =>
        `A cancel of an unknown transaction answers ${unknown} each time, and its status answers 42.`,
      source: 'check 42; a repeated request gets the same answer',
      hint: 'What is remembered of a cancel that came first is not a transaction.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        for (const which of ['first', 'second'])
          t.expect(`the ${which} cancel`, await t.cancel(id), t.unknownTarget(), balance);
        t.expect('the status', await t.status(id), 'unknownTransaction');
      },
    },
  ]),
];
