/** What cancels that have an id of their own are answered, and leave, where no money hangs on it. */
import { cases, type Requirement, type Told } from '../case.ts';
import type { Trial } from '../trial.ts';
import type { Answer } from '../answer.ts';
import { asked, inV4, unasked } from './cancelChecks.ts';
import type { Id } from './dialects.ts';
import { expectState } from './told.ts';

const should: readonly Told[] = [
  {
    id: 'money.cancel.own-id.repeat.unasked',
    quiet: true,
    requirement: 'The same cancel again answers 0 where 41 is not asked.',
    source: 'a repeated request gets the same answer',
    hint: 'Compare the repeat with what was recorded.',
    steps: async (t) => {
      const balance = await t.balanceOf();
      const id = t.newId();
      t.expect('a win', await t.win(id, 0n), 'accepted');
      for (const which of ['its cancel', 'the same again'])
        t.expect(which, await t.cancel(id, { check: unasked }), 'accepted', balance);
    },
  },
  {
    id: 'money.cancel.own-id.another.spent',
    quiet: true,
    requirement: 'The trans_guid of another cancel of the same transaction is spent, too.',
    source: 'check 41',
    hint: 'Record every cancel that answers 0.',
    steps: async (t) => {
      const id = t.newId();
      const another = { cancelId: t.newId(), check: asked };
      t.expect('a win', await t.win(id, 0n), 'accepted');
      t.expect('its cancel', await t.cancel(id), 'accepted');
      t.expect('another cancel', await t.cancel(id, another), 'accepted');
      t.expect('that cancel again', await t.cancel(id, another), 'alreadyProcessed');
    },
  },
  {
    id: 'money.cancel.own-id.unknown',
    quiet: true,
    requirement: 'A cancel of an unknown transaction does not spend its own trans_guid: it answers the same again.',
    source: 'a refused transaction is not recorded',
    hint: 'Record the trans_guid of a cancel only when it answers 0.',
    steps: async (t) => {
      const [id, cancelId] = [t.newId(), t.newId()];
      for (const which of ['the cancel', 'the same cancel again'])
        t.expect(which, await t.cancel(id, { cancelId, check: asked }), t.unknownTarget(asked));
      t.expect('a win of 0 with its trans_guid', await t.win(cancelId, 0n), 'accepted');
    },
  },
  {
    id: 'money.cancel.own-id.refused',
    quiet: true,
    requirement: 'A cancel that is refused with 41 leaves nothing behind: the transaction is taken when it comes.',
    source: 'check 41',
    hint: 'Remember a cancel of what is unknown only when it answers 43 or 42.',
    steps: async (t) => {
      const [id, cancelId] = [t.newId(), t.newId()];
      t.expect('a win of 0', await t.win(cancelId, 0n), 'accepted');
      t.expect('a cancel with its id', await t.cancel(id, { cancelId, check: asked }), 'alreadyProcessed');
      t.expect('what it names, later', await t.win(id, 0n), 'accepted');
    },
  },
];

const lenient: readonly Told[] = [
  {
    id: 'protocol.status.cancel',
    quiet: true,
    requirement: 'The status of a cancel, by its own trans_guid, is OK.',
    source: 'status; a cancel is a transaction',
    hint: 'Record cancels beside bets and wins; a cancel stands.',
    steps: async (t) => {
      const [id, cancelId] = [t.newId(), t.newId()];
      t.expect('a win', await t.win(id, 0n), 'accepted');
      t.expect('its cancel', await t.cancel(id, { cancelId }), 'accepted');
      await expectState(t, cancelId, 'OK');
      await expectState(t, id, 'CANCELED');
    },
  },
  {
    id: 'protocol.cancel.misspelt',
    requirement: 'A cancel that names its target in cancle_trans_guid is carried out.',
    source: 'cancel: the misspelling is read, too',
    hint: 'Read cancle_trans_guid where cancel_trans_guid is missing.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(100n);
      const id = t.newId();
      t.expect('a bet', await t.bet(id, 100n), 'accepted');
      t.expect('its cancel', await cancelMisspelt(t, undefined, id), 'accepted', balance);
    },
  },
  {
    id: 'protocol.cancel.misspelt.differs',
    requirement:
      'A cancel whose cancel_trans_guid and cancle_trans_guid are not the same answers HTTP 400 and moves nothing.',
    source: 'cancel: the misspelling is read, too; response 400',
    hint: 'Refuse a cancel that names two transactions; do not choose one.',
    steps: async (t) => {
      const balance = await t.balanceOfAtLeast(200n);
      const [first, second] = [t.newId(), t.newId()];
      for (const id of [first, second]) t.expect('a bet', await t.bet(id, 100n), 'accepted');
      const { exchange } = await cancelMisspelt(t, first, second);
      const httpStatus = exchange.received?.httpStatus;
      if (httpStatus !== 400) t.fail('HTTP 400', `HTTP ${httpStatus ?? 'nothing'}`);
      await t.expectBalance('both stakes are still taken', balance - 200n);
    },
  },
];

/** Sent raw: the misspelling, beside the right spelling where there is a target for it. */
function cancelMisspelt(t: Trial, target: Id | undefined, misspelt: Id): Promise<Answer> {
  const more = { cancel_trans_guid: target, cancle_trans_guid: misspelt };
  return t.raw(JSON.stringify(t.request('cancel', t.cancelData(misspelt, { more }), asked)));
}

const checked: Told = {
  id: 'protocol.check.unknown-target',
  quiet: true,
  requirement: 'A cancel of an unknown transaction answers 43, or 42 where 42 is asked before 43, with the balance.',
  source: 'checks 42 and 43',
  hint: 'Both checks ask for cancel_trans_guid; the first that fails is the answer.',
  steps: async (t) => {
    const balance = await t.balanceOf();
    for (const check of [asked, '21,22,42,43', '21,22,43,42', '21,22,42'])
      t.expect(`a cancel with check ${check}`, await t.cancel(t.newId(), { check }), t.unknownTarget(check), balance);
  },
};

export const cancelIdAnswers: readonly Requirement[] = [
  ...cases('money', 'should', inV4(should)),
  ...cases('protocol', 'must', inV4([checked])),
  ...cases('protocol', 'should', inV4(lenient)),
];
