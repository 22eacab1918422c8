/** A player who may not play any more, and to whom money is still owed. */
import { cases, type Requirement } from '../case.ts';

const needs = ['blocked'] as const;
const source = 'check 22: only when it is asked, so that what is owed can still be settled';

export const inactive: readonly Requirement[] = cases('money', 'must', [
  {
    id: 'money.inactive.win',
    requirement:
      'A win of a player who may not play answers 22 where 22 is asked and stays owed; taken without that question, it is paid.',
    source,
    hint: 'Refuse before anything is recorded; pay whatever you answer with 0.',
    needs,
    steps: async (t) => {
      const account = t.other('blocked');
      const balance = await t.balanceOf(account);
      const id = t.newId();
      const asked = await t.win(id, 100n, { account, check: '21,22,41' });
      t.expect('a win with check 22', asked, 'inactiveAccount');
      await t.expectBalance('nothing was paid yet', balance, account);
      const paid = await t.win(id, 100n, { account, check: '21,41' });
      // To refuse it always is another case's to say.
      if (t.has(paid, 'inactiveAccount')) return;
      t.expect('the same win without check 22', paid, 'accepted', balance + 100n);
      await t.expectBalance('the win was paid', balance + 100n, account);
      t.expect('its cancel', await t.cancel(id, { account, check: '21' }), 'accepted', balance);
    },
  },
  {
    id: 'money.inactive.cancel',
    requirement:
      'The cancel of a bet of a player who may not play answers 22 where 22 is asked and stays owed; without that question the stake is given back.',
    source,
    hint: 'Refuse before anything is recorded; give back whatever you answer with 0.',
    needs,
    steps: async (t) => {
      const account = t.other('blocked');
      const balance = await t.balanceOfAtLeast(100n, account);
      const id = t.newId();
      const bet = await t.bet(id, 100n, { account, check: '21,41,31' });
      if (!t.has(bet, 'accepted')) return;
      t.expect('a cancel with check 22', await t.cancel(id, { account, check: '21,22' }), 'inactiveAccount');
      await t.expectBalance('nothing was given back yet', balance - 100n, account);
      const back = await t.cancel(id, { account, check: '21' });
      t.expect('the same cancel without check 22', back, 'accepted', balance);
      await t.expectBalance('the stake was given back', balance, account);
    },
  },
]);
