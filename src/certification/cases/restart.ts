/** What must outlive the process of the operator. */
import { cases, type Requirement } from '../case.ts';
import { expectState } from './told.ts';

export const restart: readonly Requirement[] = cases('money', 'must', [
  {
    id: 'money.restart',
    last: true,
    requirement: 'After a restart the operator knows what it has carried out, cancelled, and been told to cancel.',
    source: 'a transaction is carried out once, and cancelled once; a provider repeats what was not answered',
    hint: 'Answer after the commit; keep transactions, and cancels of what has not come, in the database and nowhere else.',
    needs: ['restart'],
    steps: async (t) => {
      await t.balanceOfAtLeast(300n);
      const [betId, winId, cancelledId, neverId] = [t.newId(), t.newId(), t.newId(), t.newId()];
      t.expect('a bet', await t.bet(betId, 100n), 'accepted');
      t.expect('a win', await t.win(winId, 100n), 'accepted');
      t.expect('another bet', await t.bet(cancelledId, 100n), 'accepted');
      t.expect('its cancel', await t.cancel(cancelledId), 'accepted');
      t.expect('the cancel of what has not come', await t.cancel(neverId), t.unknownTarget());
      const balance = await t.balanceOf();
      await t.restart();
      await t.expectBalance('nothing moves by a restart', balance);
      t.expect('the bet again', await t.bet(betId, 100n), 'alreadyProcessed', balance);
      t.expect('the win again', await t.win(winId, 100n), 'alreadyProcessed', balance);
      t.expect('the cancelled bet again', await t.bet(cancelledId, 100n), 'alreadyProcessed', balance);
      t.expect('its cancel again', await t.cancel(cancelledId), t.repeatedCancel(), balance);
      t.expect(
        'what was cancelled before it came',
        await t.bet(neverId, 100n),
        ['alreadyProcessed', 'failed'],
        balance,
      );
      await expectState(t, cancelledId, 'CANCELED');
      t.expect('the cancel of the bet', await t.cancel(betId), 'accepted', balance + 100n);
    },
  },
]);
