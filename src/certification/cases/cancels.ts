/** Money that is given or taken back: once, and only where it was moved. */
import { cases, type Requirement } from '../case.ts';
import { tombstone, uniqueIds } from './hints.ts';
import { manyOthers, races } from './races.ts';

export const cancels: readonly Requirement[] = [
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
      },
    },
    {
      id: 'money.cancel.parallel',
      requirement: 'Ten identical cancels at the same time give the stake back once.',
      source: 'cancel, result 0',
      hint: 'Mark the transaction as cancelled under the condition that it was not, in the same statement or transaction as the refund.',
      steps: async (t) => {
        await races(async () => {
          const balance = await t.balanceOfAtLeast(100n);
          const id = t.newId();
          t.expect('the bet', await t.bet(id, 100n), 'accepted');
          await Promise.all(Array.from({ length: 10 }, () => t.cancel(id)));
          await t.expectBalance('the stake was given back once', balance);
        });
      },
    },
    {
      id: 'money.cancel.win',
      requirement: 'A cancelled win is taken back, once.',
      source: 'cancel of a win takes the winnings back',
      hint: 'A cancel names a bet or a win: look which it was, and move the amount the other way.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('the win', await t.win(id, 300n), 'accepted');
        t.expect('its cancel', await t.cancel(id), 'accepted', balance);
        t.expect('the same cancel again', await t.cancel(id), t.repeatedCancel(), balance);
        t.expect('the same win again', await t.win(id, 300n), 'alreadyProcessed', balance);
        await t.expectBalance('the win was taken back', balance);
      },
    },
    {
      id: 'money.cancel.win-spent',
      requirement: 'A cancelled win is taken back even when it was spent.',
      source: 'cancel of a win takes the winnings back',
      hint: 'Only here may a balance go negative; later bets answer 31.',
      needs: ['poor'],
      steps: async (t) => {
        const account = t.other('poor');
        const balance = await t.balanceOf(account);
        const [winId, betId] = [t.newId(), t.newId()];
        t.expect('the win', await t.win(winId, 300n, { account }), 'accepted');
        t.expect('a bet of all there is', await t.bet(betId, balance + 300n, { account }), 'accepted', 0n);
        t.expect('the cancel of the win', await t.cancel(winId, { account }), 'accepted', -300n);
        t.expect('a bet then', await t.bet(t.newId(), 1n, { account }), 'insufficientBalance', -300n);
        t.expect('the cancel of the bet', await t.cancel(betId, { account }), 'accepted', balance);
      },
    },
    {
      id: 'money.cancel.other-account',
      requirement: "A cancel from another account than the transaction's moves nothing.",
      source: 'check 42',
      hint: ({ targetField, unknown }) =>
        `Look the transaction up by ${targetField} and account; answer ${unknown} when the account is another.`,
      needs: ['second'],
      steps: async (t) => {
        const account = t.other('second');
        const [balance, others] = [await t.balanceOfAtLeast(100n), await t.balanceOf(account)];
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted');
        t.expect('its cancel from another account', await t.cancel(id, { account }), [t.unknownTarget(), 'failed']);
        await t.expectBalance('the stake is still taken', balance - 100n);
        await t.expectBalance('nothing was given to the second account', others, account);
        t.expect('its own cancel', await t.cancel(id), 'accepted', balance);
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
    {
      id: 'money.bet.after-cancel',
      requirement: 'The same bet after its cancel moves nothing, whether check 41 is asked for or not.',
      source: 'check 41; a cancelled transaction stays cancelled',
      hint: 'Keep the cancelled transaction in its table; its id is spent.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted');
        t.expect('its cancel', await t.cancel(id), 'accepted');
        t.expect('the bet again', await t.bet(id, 100n), 'alreadyProcessed', balance);
        t.expect('the bet again, without check 41', await t.bet(id, 100n, { check: '21' }), [
          'alreadyProcessed',
          'failed',
          'accepted',
        ]);
        await t.expectBalance('nothing was taken', balance);
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
    {
      id: 'money.status.other-account',
      quiet: true,
      requirement: "The status of another account's transaction answers 42.",
      source: 'check 42',
      hint: ({ idField }) => `Look the transaction up by ${idField} and account.`,
      needs: ['second'],
      steps: async (t) => {
        const id = t.newId();
        t.expect('a win', await t.win(id, 0n), 'accepted');
        t.expect(
          'its status from another account',
          await t.status(id, { account: t.other('second') }),
          'unknownTransaction',
        );
      },
    },
  ]),
];
