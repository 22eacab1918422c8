/** What the provider's integration panel does by hand. */
import { cases, type Requirement } from '../case.ts';
import { property } from '../answer.ts';
import { expectState } from './told.ts';

export const panel: readonly Requirement[] = cases('panel', 'must', [
  {
    id: 'panel.authenticate',
    quiet: true,
    requirement: 'A known player is authenticated, and the answer names the account and its balance.',
    source: 'authenticate, result 0',
    hint: 'Answer {"result":0,"status":"OK","data":{"account":…,"balance":…}} for an account that exists.',
    steps: async (t) => {
      const answer = await t.authenticate();
      t.expect('authenticate', answer, 'accepted', await t.balanceOf());
      const name = property(property(answer.value, 'data'), 'account');
      if (name !== t.target.account) t.fail(`data.account ${JSON.stringify(t.target.account)}`, String(name));
    },
  },
  {
    id: 'panel.balance',
    quiet: true,
    requirement: 'The balance of a player is told.',
    source: 'balance, result 0',
    hint: 'Answer the present balance as a JSON number in data.balance.',
    steps: async (t) => {
      const answer = await t.balance();
      t.expect('balance', answer, 'accepted');
      if (answer.balanceMinor === undefined)
        t.fail('a number in data.balance', answer.exchange.received?.body ?? 'nothing');
    },
  },
  {
    id: 'panel.bet.accepted',
    requirement: 'A bet below the balance is taken, and the answer has the balance after it.',
    source: 'bet, result 0; data.balance is the balance after the movement',
    hint: 'Debit first, and answer with the balance that the debit left.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      t.expect('the bet', await t.bet(t.newId(), 100n), 'accepted', balance - 100n);
      await t.expectBalance('the stake was taken', balance - 100n);
    },
  },
  {
    id: 'panel.bet.repeat',
    requirement: 'The same bet again moves nothing and answers 41 with the balance.',
    source: 'check 41',
    hint: ({ idField }) =>
      `Make ${idField} a unique key, insert it in the same database transaction as the debit, and answer 41 when it is there.`,
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      const id = t.newId();
      t.expect('the bet', await t.bet(id, 100n), 'accepted');
      t.expect('the same bet again', await t.bet(id, 100n), 'alreadyProcessed', balance - 100n);
      await t.expectBalance('the stake was taken once', balance - 100n);
    },
  },
  {
    id: 'panel.win.accepted',
    requirement: 'A win is paid, and the answer has the balance after it.',
    source: 'win, result 0',
    hint: 'Credit first, and answer with the balance that the credit left. A win never needs a balance.',
    steps: async (t) => {
      const balance = await t.balanceOf();
      t.expect('the win', await t.win(t.newId(), 250n), 'accepted', balance + 250n);
      await t.expectBalance('the win was paid', balance + 250n);
    },
  },
  {
    id: 'panel.win.repeat',
    requirement: 'The same win again moves nothing and answers 41 with the balance.',
    source: 'check 41',
    hint: 'The unique key that guards bets must guard wins too.',
    steps: async (t) => {
      const balance = await t.balanceOf();
      const id = t.newId();
      t.expect('the win', await t.win(id, 250n), 'accepted');
      t.expect('the same win again', await t.win(id, 250n), 'alreadyProcessed', balance + 250n);
      await t.expectBalance('the win was paid once', balance + 250n);
    },
  },
  {
    id: 'panel.bet.above-balance',
    quiet: true,
    requirement: 'A bet above the balance is refused with 31 and the balance.',
    source: 'check 31',
    hint: 'Debit with a condition (UPDATE … WHERE balance >= amount) and answer 31 when no row was changed.',
    steps: async (t) => {
      const balance = await t.balanceOf();
      t.expect('the bet', await t.bet(t.newId(), balance + 1n), 'insufficientBalance', balance);
      await t.expectBalance('nothing was taken', balance);
    },
  },
  {
    id: 'panel.status.ok',
    requirement: 'The status of a bet that stands is OK.',
    source: 'status, trans_status OK',
    hint: ({ idField }) => `Look the transaction up by ${idField} and answer its state.`,
    steps: async (t) => {
      await t.balanceOfAtLeast(100n);
      const id = t.newId();
      t.expect('the bet', await t.bet(id, 100n), 'accepted');
      await expectState(t, id, 'OK');
    },
  },
  {
    id: 'panel.cancel.bet',
    requirement: 'A cancelled bet is given back, and its status is CANCELED.',
    source: 'cancel, result 0; status, trans_status CANCELED',
    hint: 'Give the stake back and mark the transaction as cancelled, in one database transaction.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      const id = t.newId();
      t.expect('the bet', await t.bet(id, 100n), 'accepted');
      t.expect('its cancel', await t.cancel(id), 'accepted', balance);
      await expectState(t, id, 'CANCELED');
    },
  },
  {
    id: 'panel.cancel.again',
    requirement: ({ again }) =>
      `The same cancel again gives nothing back a second time and answers ${again} with the balance.`,
    source: 'cancel is repeated until it is answered; a repeated request gets the same answer',
    hint: ({ again }) => `A transaction that is cancelled already: answer ${again} and move nothing.`,
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      const id = t.newId();
      t.expect('the bet', await t.bet(id, 100n), 'accepted');
      t.expect('its cancel', await t.cancel(id), 'accepted');
      t.expect('the same cancel again', await t.cancel(id), t.repeatedCancel(), balance);
      t.expect('a new bet', await t.bet(t.newId(), 100n), 'accepted', balance - 100n);
      await t.expectBalance('one stake was taken', balance - 100n);
    },
  },
]);
