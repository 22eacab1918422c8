/** A sender that hangs up before it is answered, as one does at its deadline, and asks again. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../answer.ts';
import { cases, type Requirement } from '../case.ts';
import type { Data } from '../requests.ts';
import type { Trial } from '../trial.ts';
import type { Id } from './dialects.ts';

/** When it hangs up, counted from when the request has left: an operator may be anywhere with it. */
const afterMs = [0, 1, 3, 10, 30, 80, 200];

/** No number of wrong ones of a kind makes up for those of another. */
const [win, bet, cancelled] = [1n, 15n, 225n];

/** Until then an operator has ended what it goes on with; one that is slow needs longer. */
const [endedMs, busyMs] = [300, 2_000];

export const hangUps: readonly Requirement[] = cases('money', 'must', [
  {
    id: 'money.hang-up',
    requirement:
      'A bet, win or cancel whose sender hangs up before the answer is carried out whole or not at all, and its repeat tells which.',
    source: 'retries: a command that was not answered comes again',
    hint: 'Go on when the connection ends, or undo everything: the movement and its record are one database transaction.',
    steps: async (t) => {
      const count = BigInt(afterMs.length);
      const balance = await t.balanceOfAtLeast(count * (bet + cancelled));
      const newIds = (): Id[] => afterMs.map(() => t.newId());
      const [wins, bets, cancels] = [newIds(), newIds(), newIds()];
      await Promise.all(cancels.map(async (id) => t.expect('a bet', await t.bet(id, cancelled), 'accepted')));
      await Promise.all([
        ...wins.map((id, n) => hangUp(t, 'win', t.movementData('win', id, win), n)),
        ...bets.map((id, n) => hangUp(t, 'bet', t.movementData('bet', id, bet), n)),
        ...cancels.map((id, n) => hangUp(t, 'cancel', t.cancelData(id), n)),
      ]);
      await pause(endedMs);
      // One that is still busy with the first may say so, once.
      const expectOnce = async (what: string, send: () => Promise<Answer>): Promise<void> => {
        let answer = await send();
        if (t.has(answer, 'failed')) answer = await pause(busyMs).then(send);
        t.expect(`${what} again, after one that nobody waited for`, answer, ['accepted', 'alreadyProcessed']);
      };
      await Promise.all([
        ...wins.map((id) => expectOnce('a win', () => t.win(id, win))),
        ...bets.map((id) => expectOnce('a bet', () => t.bet(id, bet))),
        ...cancels.map((id) => expectOnce('a cancel', () => t.cancel(id))),
      ]);
      await t.expectBalance('each win, bet and cancel was carried out once', balance + count * (win - bet));
    },
  },
]);

async function hangUp(t: Trial, command: 'bet' | 'win' | 'cancel', data: Data, n: number): Promise<void> {
  await t.raw(JSON.stringify(t.request(command, data)), {}, { newConnection: true, hangUpAfterMs: afterMs[n] ?? 0 });
}
