/** Money that is given or taken back: once, and only where it was moved. */
import { cases, type Requirement } from '../case.ts';
import { races } from './races.ts';

export const cancels: readonly Requirement[] = [
  ...cases('money', 'must', [
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
      id: 'money.cancel.again',
      requirement: 'A cancel that comes again after other movements tells the present balance, and moves nothing.',
      source: 'data.balance: the present balance',
      hint: 'Read the balance for each answer; keep the outcome of a cancel, not its reply.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted', balance - 100n);
        t.expect('its cancel', await t.cancel(id), 'accepted', balance);
        t.expect('a win', await t.win(t.newId(), 30n), 'accepted', balance + 30n);
        t.expect('the same cancel again', await t.cancel(id), t.repeatedCancel(), balance + 30n);
        t.expect('another cancel', await t.cancel(id, { cancelId: t.newId() }), 'accepted', balance + 30n);
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
        t.expect('the win', await t.win(winId, 355n, { account }), 'accepted');
        t.expect('a bet of all there is', await t.bet(betId, balance + 355n, { account }), 'accepted', 0n);
        t.expect('the cancel of the win', await t.cancel(winId, { account }), 'accepted', -355n);
        t.expect('a bet then', await t.bet(t.newId(), 1n, { account }), 'insufficientBalance', -355n);
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
