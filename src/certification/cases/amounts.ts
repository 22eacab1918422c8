/** Money to the cent, from nothing to more than there is. */
import { cases, type Requirement } from '../case.ts';

export const amounts: readonly Requirement[] = [
  ...cases('money', 'must', [
    {
      id: 'money.cents.exact',
      requirement: 'Cents are exact: 0.90, 0.45, 0.29 and 19.99 add up as on paper.',
      source: 'amount and balance have two decimals',
      hint: 'Keep money in integers of the smallest unit or in DECIMAL, never in floats or whole units; (int)(0.29 * 100) is 28.',
      steps: async (t) => {
        let balance = await t.balanceOf();
        const wins = [90n, 45n, 10n, 20n, 1n, 29n, 57n, 115n, 435n, 1_999n].map(async (amount) => {
          balance += amount;
          t.expect(`a win of ${t.money(amount)}`, await t.win(t.newId(), amount), 'accepted');
        });
        await Promise.all(wins);
        await t.expectBalance('ten wins', balance);
        for (const amount of [45n, 90n, 20n, 10n, 1n, 1_999n, 435n, 115n, 57n, 29n]) {
          balance -= amount;
          t.expect(`a bet of ${t.money(amount)}`, await t.bet(t.newId(), amount), 'accepted', balance);
        }
        await t.expectBalance('all of it was given back', balance);
      },
    },
    {
      id: 'money.win.zero',
      quiet: true,
      requirement: 'A lost round is a win of 0: it is accepted and moves nothing.',
      source: 'win is sent for losses too, with amount 0',
      hint: 'Allow amount 0; record the transaction so that its repeat answers 41.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('a win of 0', await t.win(id, 0n), 'accepted', balance);
        t.expect('the same again', await t.win(id, 0n), 'alreadyProcessed', balance);
      },
    },
    {
      id: 'money.overdraw.unasked',
      quiet: true,
      requirement: 'A bet above the balance is refused, also when check 31 is not asked for.',
      source: 'a bet never makes a balance negative',
      hint: 'Debit with a condition on the balance, whatever the checks say.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        t.expect('the bet', await t.bet(t.newId(), balance + 1n, { check: '21,22,41' }), [
          'insufficientBalance',
          'failed',
        ]);
        await t.expectBalance('nothing was taken', balance);
      },
    },
  ]),
  ...cases('money', 'should', [
    {
      id: 'money.bet.zero',
      quiet: true,
      requirement: 'A bet of 0 is taken and recorded, as for a spin that a bonus pays for.',
      source: 'amount is never negative; a bonus call stakes nothing',
      hint: 'Allow amount 0 in bets.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        const id = t.newId();
        t.expect('a bet of 0', await t.bet(id, 0n), 'accepted', balance);
        t.expect('its status', await t.status(id), 'accepted');
      },
    },
  ]),
];
