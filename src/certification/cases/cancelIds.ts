/** Cancels that have an id of their own: it is spent once, and the cancel is nothing that can be cancelled. */
import { cases, type Requirement, type Told } from '../case.ts';
import { asked, inV4, unasked } from './cancelChecks.ts';
import { uniqueIds, uniqueKey } from './hints.ts';
import { races } from './races.ts';
import { expectState } from './told.ts';

const must: readonly Told[] = [
  {
    id: 'money.cancel.own-id.repeat',
    requirement: 'The same cancel again gives nothing back a second time, and answers 41 where 41 is asked.',
    source: 'check 41; a cancel has a trans_guid of its own',
    hint: 'Record the trans_guid of a cancel that was carried out, under the same unique key as those of bets and wins.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      const id = t.newId();
      t.expect('the bet', await t.bet(id, 100n), 'accepted', balance - 100n);
      t.expect('its cancel', await t.cancel(id, { check: asked }), 'accepted', balance);
      t.expect('the same cancel again', await t.cancel(id, { check: asked }), 'alreadyProcessed', balance);
      const without = await t.cancel(id, { check: unasked });
      t.expect('the same without check 41', without, ['accepted', 'alreadyProcessed'], balance);
      await t.expectBalance('the stake was given back once', balance);
    },
  },
  {
    id: 'money.cancel.own-id.another',
    requirement: 'Another cancel of the same transaction, with another trans_guid, answers 0 and moves nothing.',
    source: 'cancel, result 0; a cancelled transaction stays cancelled',
    hint: 'Look whether the transaction is cancelled, not only whether the trans_guid of the cancel is known.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      for (const command of ['bet', 'win'] as const) {
        const id = t.newId();
        t.expect(`the ${command}`, await t[command](id, 100n), 'accepted');
        for (const which of ['its cancel', 'another cancel', 'a third'])
          t.expect(which, await t.cancel(id, { cancelId: t.newId(), check: asked }), 'accepted', balance);
        await t.expectBalance(`the ${command} was undone once`, balance);
      }
    },
  },
  {
    id: 'money.cancel.own-id.parallel',
    requirement: 'Ten cancels of the same transaction at the same time, each with its own trans_guid, undo it once.',
    source: 'cancel, result 0',
    hint: 'Mark the transaction as cancelled under the condition that it was not, in the same statement or transaction as the refund; a unique key on the trans_guid of cancels is not enough.',
    steps: async (t) => {
      await races(async () => {
        const balance = await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect('the bet', await t.bet(id, 100n), 'accepted');
        await Promise.all(Array.from({ length: 10 }, () => t.cancel(id, { cancelId: t.newId() })));
        await t.expectBalance('the stake was given back once', balance);
      });
    },
  },
  {
    id: 'money.cancel.own-id.spent',
    requirement: 'A bet or win with the trans_guid of a cancel moves nothing.',
    source: uniqueIds,
    hint: uniqueKey,
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(200n);
      const [id, cancelId] = [t.newId(), t.newId()];
      t.expect('a bet', await t.bet(id, 100n), 'accepted');
      t.expect('its cancel', await t.cancel(id, { cancelId }), 'accepted', balance);
      const sent = ['21,22,41', '21'].flatMap((check) =>
        (['bet', 'win'] as const).map((command) => t[command](cancelId, 100n, { check })),
      );
      for (const answer of sent) t.expect('a bet or win with its id', await answer, ['alreadyProcessed', 'failed']);
      await t.expectBalance('nothing moved', balance);
    },
  },
  {
    id: 'money.cancel.own-id.taken',
    requirement: 'A cancel whose trans_guid is that of a bet, or of what was cancelled before it came, moves nothing.',
    source: 'check 41; trans_guid is unique for each transaction',
    hint: uniqueKey,
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(200n);
      const [first, second, never] = [t.newId(), t.newId(), t.newId()];
      for (const id of [first, second]) t.expect('a bet', await t.bet(id, 100n), 'accepted');
      t.expect('the cancel of what has not come', await t.cancel(never, { check: asked }), t.unknownTarget(asked));
      for (const cancelId of [first, never]) {
        const named = { cancelId, check: asked };
        t.expect('a cancel with a known trans_guid', await t.cancel(second, named), 'alreadyProcessed', balance - 200n);
        const again = await t.cancel(second, { cancelId, check: unasked });
        t.expect('the same without check 41', again, ['alreadyProcessed', 'failed']);
      }
      await t.expectBalance('both stakes are still taken', balance - 200n);
    },
  },
  {
    id: 'money.cancel.of-cancel',
    requirement: 'The cancel of a cancel answers 43 and moves nothing: what is cancelled stays cancelled.',
    source: 'check 43: the transaction to undo is known',
    hint: 'Look for cancel_trans_guid among bets and wins only.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      const [id, cancelId] = [t.newId(), t.newId()];
      t.expect('the bet', await t.bet(id, 100n), 'accepted');
      t.expect('its cancel', await t.cancel(id, { cancelId }), 'accepted', balance);
      const answer = await t.cancel(cancelId, { check: asked });
      t.expect('the cancel of the cancel', answer, [t.unknownTarget(asked), 'failed']);
      await expectState(t, id, 'CANCELED');
      await t.expectBalance('the bet is still cancelled', balance);
    },
  },
  {
    id: 'money.cancel.before-bet.asked',
    quiet: true,
    requirement: 'A cancel that comes before its bet is remembered for the bet, whichever check asks for it.',
    source: 'a cancel is sent when the bet timed out; the bet may arrive later',
    hint: 'Remember cancel_trans_guid, not the trans_guid of the cancel, whether 42, 43 or none of them is asked.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      for (const check of [asked, '21,22,42,43', '21,22']) {
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id, { check }), t.unknownTarget(check), balance);
        t.expect('its bet, later', await t.bet(id, 100n), ['alreadyProcessed', 'failed']);
        await t.expectBalance('nothing was taken', balance);
      }
    },
  },
  {
    id: 'money.cancel.amount',
    requirement: 'A cancel moves back what was moved, whatever amount it names, and also when it names none.',
    source: 'amount in a cancel is informative',
    hint: 'Take the amount from the recorded transaction, never from the cancel.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      for (const command of ['bet', 'win'] as const) {
        for (const amount of [999n, 1n, undefined]) {
          const id = t.newId();
          t.expect(`a ${command}`, await t[command](id, 100n), 'accepted');
          const more = { amount: amount === undefined ? undefined : t.onWireMoney(amount) };
          const named = amount === undefined ? 'no amount' : t.money(amount);
          t.expect(`its cancel with ${named}`, await t.cancel(id, { more }), 'accepted', balance);
        }
      }
      await t.expectBalance('all was moved back', balance);
    },
  },
];

export const cancelIds: readonly Requirement[] = cases('money', 'must', inV4(must));
