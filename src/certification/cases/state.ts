/** What is told of a transaction, and what a refusal leaves of it. */
import { cases, type Requirement } from '../case.ts';
import { rightBet, withData } from './spoilt.ts';
import { expectState } from './told.ts';

export const state: readonly Requirement[] = [
  ...cases('protocol', 'must', [
    {
      id: 'protocol.status.refused',
      quiet: true,
      requirement: 'The status of a bet that was refused answers 42.',
      source: 'a refused transaction is not recorded; check 42',
      hint: 'Record a transaction only when it moved something; a bet that the provider takes for accepted is played.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('a bet above the balance', await t.bet(id, balance + 1n), 'insufficientBalance');
        t.expect('its status', await t.status(id), 'unknownTransaction');
      },
    },
    {
      id: 'protocol.status.fresh',
      requirement: 'A status is that of now: OK before the cancel, CANCELED after it.',
      source: 'status, trans_status',
      hint: 'Read the status from where the cancel was written: no cache, and no replica that lags behind.',
      steps: async (t) => {
        await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('a bet', await t.bet(id, 100n), 'accepted');
        await expectState(t, id, 'OK');
        t.expect('its cancel', await t.cancel(id), 'accepted');
        await expectState(t, id, 'CANCELED');
      },
    },
    {
      id: 'protocol.status.cancelled-win',
      requirement: 'The status of a cancelled win is CANCELED.',
      source: 'status, trans_status CANCELED',
      hint: 'Mark wins that are cancelled as you mark bets.',
      steps: async (t) => {
        const id = t.newId();
        t.expect('a win', await t.win(id, 100n), 'accepted');
        t.expect('its cancel', await t.cancel(id), 'accepted');
        await expectState(t, id, 'CANCELED');
      },
    },
  ]),
  ...cases('door', 'must', [
    {
      id: 'door.token.spends-no-id',
      requirement: 'A bet with a wrong token leaves nothing: with the right one it is taken.',
      source: 'result 100: the body was not looked at',
      hint: 'Compare the token before anything is written; else a stranger can spend the ids of bets to come.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        const bet = JSON.stringify(rightBet(t));
        t.expect(
          'a bet with a wrong token',
          await t.raw(bet, { [t.contract.tokenHeader]: 'not-the-token' }),
          'wrongToken',
        );
        t.expect('the same with the right one', await t.raw(bet), 'accepted', balance - 500n);
      },
    },
  ]),
  ...cases('door', 'should', [
    {
      id: 'door.violation.spends-no-id',
      requirement: 'A bet that is outside the contract leaves nothing: put right, it is taken.',
      source: 'response 400: nothing moved',
      hint: 'Validate before anything is written.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(500n);
        const bet = rightBet(t);
        await t.raw(JSON.stringify(withData({ amount: -5 })(bet)));
        t.expect('the same with a right amount', await t.raw(JSON.stringify(bet)), 'accepted', balance - 500n);
      },
    },
  ]),
];
