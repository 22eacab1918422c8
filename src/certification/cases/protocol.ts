/** The letter of the protocol: checks, ids, connections. */
import { randomInt } from 'node:crypto';
import { cases, type Requirement } from '../case.ts';
import { expectToldId } from './told.ts';

export const protocol: readonly Requirement[] = [
  ...cases('protocol', 'must', [
    {
      id: 'protocol.check.order',
      requirement:
        'Checks are made in the order given: a repeat that the balance no longer covers answers 41 with 41,31 and 31 with 31,41.',
      source: 'check: the first that fails is the answer',
      hint: 'Split check by commas and make the checks one after another; do not hard-code their order.',
      needs: ['poor'],
      steps: async (t) => {
        const account = t.other('poor');
        const balance = await t.balanceOfAtLeast(1n, account);
        const id = t.newId();
        t.expect('a bet of all there is', await t.bet(id, balance, { account }), 'accepted', 0n);
        t.expect(
          'the same again, with 21,22,41,31',
          await t.bet(id, balance, { account, check: '21,22,41,31' }),
          'alreadyProcessed',
        );
        t.expect(
          'the same again, with 21,22,31,41',
          await t.bet(id, balance, { account, check: '21,22,31,41' }),
          'insufficientBalance',
        );
      },
    },
    {
      id: 'protocol.check.unknown-account',
      quiet: true,
      requirement: 'An unknown account answers 21 to every command.',
      source: 'check 21',
      hint: 'Look the account up first; never make one on the way.',
      steps: async (t) => {
        const account = t.target.unknownAccount;
        t.expect('authenticate', await t.authenticate({ account }), 'unknownAccount');
        t.expect('balance', await t.balance({ account }), 'unknownAccount');
        t.expect('bet', await t.bet(t.newId(), 0n, { account }), 'unknownAccount');
        t.expect('win', await t.win(t.newId(), 0n, { account }), 'unknownAccount');
        t.expect('cancel', await t.cancel(t.newId(), { account }), 'unknownAccount');
        t.expect('status', await t.status(t.newId(), { account }), 'unknownAccount');
        t.expect('balance, once more', await t.balance({ account }), 'unknownAccount');
      },
    },
    {
      id: 'protocol.check.blocked',
      quiet: true,
      requirement: 'A player who may not play answers 22 when it is asked, and nothing moves.',
      source: 'check 22',
      hint: 'Check the state of the player where check has 22.',
      needs: ['blocked'],
      steps: async (t) => {
        const account = t.other('blocked');
        t.expect('balance', await t.balance({ account, check: '21,22' }), 'inactiveAccount');
        t.expect('bet', await t.bet(t.newId(), 0n, { account, check: '21,22,41,31' }), 'inactiveAccount');
        t.expect('win', await t.win(t.newId(), 0n, { account, check: '21,22,41' }), 'inactiveAccount');
      },
    },
    {
      id: 'protocol.check.unknown-transaction',
      quiet: true,
      requirement: ({ unknown }) =>
        `The status of an unknown transaction answers 42 and its cancel ${unknown}, with the balance.`,
      source: 'check 42',
      hint: 'Answer {"result":42,"status":"ERROR","data":{"balance":…}}.',
      steps: async (t) => {
        const balance = await t.balanceOf();
        t.expect('status', await t.status(t.newId()), 'unknownTransaction', balance);
        t.expect('cancel', await t.cancel(t.newId()), t.unknownTarget(), balance);
      },
    },
    {
      id: 'protocol.id.above-2-53',
      only: 'v1',
      requirement: 'Ids above 2^53 are kept apart and told digit for digit.',
      source: 'trans_id is a 64-bit integer',
      hint: 'Parse trans_id as a 64-bit integer or keep its digits as text; a float makes two ids one.',
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(200n);
        const first = bigId();
        for (const id of [first, first + 1n]) t.expect(`a bet with id ${id}`, await t.bet(id, 100n), 'accepted');
        await t.expectBalance('two bets with neighbouring ids are two', balance - 200n);
        for (const id of [first, first + 1n]) await expectToldId(t, id);
      },
    },
    {
      id: 'protocol.connections',
      quiet: true,
      requirement: 'Callbacks are answered on one connection after another and on new ones.',
      source: 'the provider keeps connections and opens new ones',
      hint: 'Answer with Content-Length or chunked, and close connections in good order.',
      steps: async (t) => {
        for (let n = 0; n < 10; n++) t.expect('a balance on the same connection', await t.balance(), 'accepted');
        const body = JSON.stringify(t.request('balance', t.accountData('balance')));
        for (let n = 0; n < 3; n++)
          t.expect('a balance on a new connection', await t.raw(body, {}, { newConnection: true }), 'accepted');
      },
    },
  ]),
  ...cases('protocol', 'should', [
    {
      id: 'protocol.check.unasked',
      quiet: true,
      requirement:
        'What is unknown is answered as unknown, also when nothing is asked: an account, a transaction, what is to be cancelled.',
      source: 'check may be empty',
      hint: 'What can not be looked up can not be carried out, whatever check says.',
      steps: async (t) => {
        const account = t.target.unknownAccount;
        t.expect('balance of an unknown account', await t.balance({ account, check: '' }), 'unknownAccount');
        t.expect('status of an unknown transaction', await t.status(t.newId(), { check: '' }), 'unknownTransaction');
        t.expect('cancel of an unknown transaction', await t.cancel(t.newId(), { check: '' }), t.unknownTarget(''));
      },
    },
    {
      id: 'protocol.account.exact',
      quiet: true,
      requirement: 'An account in other letters is another account.',
      source: 'account',
      hint: 'Compare account names exactly; mind the collation of the database.',
      steps: async (t) => {
        const name = t.target.account;
        const account = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
        if (account !== name) t.expect('balance', await t.balance({ account }), 'unknownAccount');
      },
    },
    {
      id: 'protocol.timestamp',
      quiet: true,
      requirement: 'The timestamp is informative: a callback with an old one is carried out.',
      source: 'timestamp: nothing depends on it',
      hint: 'A repeat may carry the time of the first attempt; do not refuse it.',
      steps: async (t) => {
        const win = t.request('win', t.movementData('win', t.newId(), 0n), '21');
        const answer = await t.raw(JSON.stringify({ ...win, timestamp: '1600000001' }));
        t.expect('a win of long ago', answer, 'accepted');
      },
    },
    {
      id: 'protocol.check.blocked.unasked',
      quiet: true,
      requirement: 'A player who may not play is refused only when 22 is asked, so that rounds can be settled.',
      source: 'check lists what is to be verified',
      hint: 'Make only the checks that are asked for.',
      needs: ['blocked'],
      steps: async (t) =>
        t.expect(
          'a win of 0 without 22',
          await t.win(t.newId(), 0n, { account: t.other('blocked'), check: '21,41' }),
          'accepted',
        ),
    },
    {
      id: 'protocol.check.unknown-number',
      quiet: true,
      requirement: 'A check that the receiver does not know is ignored, and so is an empty list.',
      source: 'check may be empty; unknown numbers are ignored',
      hint: 'Skip numbers that you do not know.',
      steps: async (t) => {
        t.expect('balance with check 21,777', await t.balance({ check: '21,777' }), 'accepted');
        t.expect('balance with an empty check', await t.balance({ check: '' }), 'accepted');
      },
    },
    {
      id: 'protocol.id.string',
      quiet: true,
      only: 'v1',
      requirement:
        'An id as a string of digits is the same as the integer, and comes back in the type in which it was asked.',
      source: 'trans_id: integer or string of digits',
      hint: 'Accept both and compare their digits.',
      steps: async (t) => {
        const id = bigId();
        t.expect('a win', await t.win(id, 0n), 'accepted');
        t.expect('the same with its id as a string', await t.win(String(id), 0n), 'alreadyProcessed');
        await expectToldId(t, String(id));
      },
    },
    {
      id: 'protocol.content-type',
      quiet: true,
      requirement: 'Replies are application/json.',
      source: 'responses',
      hint: 'Send Content-Type: application/json.',
      steps: async (t) => {
        const { exchange } = await t.balance();
        const type = exchange.received?.contentType ?? '';
        if (!/^application\/json/i.test(type)) t.fail('Content-Type application/json', type === '' ? 'none' : type);
      },
    },
  ]),
];

/** Above 2^53, even, and never used: neighbours would be one as floats. */
function bigId(): bigint {
  return 2n ** 53n + BigInt(Date.now()) * 1_000_000n + BigInt(randomInt(500_000)) * 2n;
}
