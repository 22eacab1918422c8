/** What must be remembered for longer than a cache keeps it. The others run while these wait. */
import { cases, type Requirement } from '../case.ts';
import type { Moving } from '../requests.ts';
import type { Trial } from '../trial.ts';
import { tombstone, uniqueKey } from './hints.ts';
import { expectState } from './told.ts';

const moving: readonly Moving[] = ['bet', 'win'];
const source = 'a transaction is carried out once, and cancelled once, however late it comes again';
const hint = 'Keep transactions in the database, for good: not in a cache, a session or a table that is emptied.';

export const time: readonly Requirement[] = [
  ...cases('money', 'must', [
    ...moving.map((command) => ({
      id: `money.later.${command}`,
      requirement: `A ${command} that comes again after a while, with the time of then, moves nothing and answers 41.`,
      source,
      hint,
      steps: async (t: Trial) => {
        await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect(`the ${command}`, await t[command](id, 100n), 'accepted');
        await t.wait();
        const balance = await t.balanceOf();
        t.expect(`the same ${command}, later`, await t[command](id, 100n), 'alreadyProcessed', balance);
        const unasked = await t[command](id, 100n, { check: '21' });
        t.expect('the same without check 41', unasked, ['accepted', 'alreadyProcessed', 'failed'], balance);
      },
    })),
    ...moving.map((command) => ({
      id: `money.later.${command}.cancelled`,
      requirement: `A ${command} that was cancelled stays so: after a while neither it nor its cancel moves anything again.`,
      source,
      hint,
      steps: async (t: Trial) => {
        await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect(`the ${command}`, await t[command](id, 100n), 'accepted');
        t.expect('its cancel', await t.cancel(id), 'accepted');
        await t.wait();
        const balance = await t.balanceOf();
        t.expect('its cancel, later', await t.cancel(id), t.repeatedCancel(), balance);
        t.expect(`the ${command}, later`, await t[command](id, 100n), 'alreadyProcessed', balance);
        await expectState(t, id, 'CANCELED');
      },
    })),
    ...moving.map((command) => ({
      id: `money.later.${command}.cancel`,
      requirement: `The cancel of a ${command} that was taken a while ago moves it back.`,
      source: 'a cancel is repeated until it is answered',
      hint,
      steps: async (t: Trial) => {
        await t.balanceOfAtLeast(100n);
        const id = t.newId();
        t.expect(`the ${command}`, await t[command](id, 100n), 'accepted');
        await t.wait();
        const balance = await t.balanceOf();
        await expectState(t, id, 'OK');
        const back = command === 'bet' ? 100n : -100n;
        t.expect('its cancel, later', await t.cancel(id), 'accepted', balance + back);
      },
    })),
    ...moving.map((command) => ({
      id: `money.later.${command}.tombstone`,
      requirement: `A ${command} whose cancel came a while before it moves nothing when it comes.`,
      source: 'a cancel is sent when the bet timed out; the bet may arrive later',
      hint: tombstone,
      steps: async (t: Trial) => {
        const id = t.newId();
        t.expect('the cancel', await t.cancel(id), t.unknownTarget());
        await t.wait();
        const balance = await t.balanceOf();
        t.expect(`its ${command}, later`, await t[command](id, 100n), ['alreadyProcessed', 'failed'], balance);
        await t.expectBalance('nothing moved', balance);
      },
    })),
    {
      id: 'money.repeat.other-time',
      requirement: 'A bet or win that comes again with another timestamp moves nothing and answers 41.',
      source: 'timestamp: nothing depends on it',
      hint: uniqueKey,
      steps: async (t) => {
        const balance = await t.balanceOfAtLeast(100n);
        for (const command of moving) {
          const request = t.request(command, t.movementData(command, t.newId(), 100n));
          t.expect(`the ${command}`, await t.raw(JSON.stringify(request)), 'accepted');
          const timestamp = String(Number(request.timestamp) + 7);
          const again = await t.raw(JSON.stringify({ ...request, timestamp }));
          t.expect('the same, seven seconds after it', again, 'alreadyProcessed');
        }
        await t.expectBalance('one bet and one win', balance);
      },
    },
  ]),
  ...cases('protocol', 'must', [
    {
      id: 'protocol.session',
      requirement: 'A player goes on playing long after authenticate: a bet and a win are taken.',
      source: 'authenticate is sent when a game is launched; no session ends',
      hint: 'Let no callback depend on a session, or on how long ago the player was authenticated.',
      // No other case authenticates this one meanwhile.
      needs: ['poor'],
      steps: async (t) => {
        const account = t.other('poor');
        await t.balanceOfAtLeast(1n, account);
        t.expect('authenticate', await t.authenticate({ account }), 'accepted');
        await t.wait();
        await t.balanceOfAtLeast(1n, account);
        for (const command of moving)
          t.expect(`a ${command}, later`, await t[command](t.newId(), 1n, { account }), 'accepted');
      },
    },
  ]),
];
