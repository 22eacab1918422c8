/** A thousand small movements: what each of them rounds a little adds up. */
import { cases, type Requirement } from '../case.ts';
import type { Trial } from '../trial.ts';

const all = 1_000;
const batch = 100;
const together = 20;
/** Over a slow line there is no time for all of them. */
const mostMs = 3_000;

export const drift: readonly Requirement[] = cases('money', 'must', [
  {
    id: 'money.sum.thousand',
    requirement: 'A thousand small bets and wins add up to the cent.',
    source: 'amount and balance have two decimals',
    hint: 'Sums of floats drift, those of a REAL or FLOAT column within some hundred movements: keep money in integers of the smallest unit or in DECIMAL.',
    steps: async (t) => {
      let balance = await t.balanceOfAtLeast(500n);
      const begun = performance.now();
      let made = 0;
      for (; made < all && performance.now() - begun < mostMs; made += batch) {
        balance += await moveSome(t);
        await t.expectBalance(`${made + batch} small movements`, balance);
        // Only the batch that fails is of interest.
        t.exchanges.splice(0);
      }
      if (made < all) t.note(`${made} of a thousand movements were tried, for which ${mostMs / 1_000} s were enough`);
    },
  },
]);

/** Six of ten are wins; resolves what all of them moved. */
async function moveSome(t: Trial): Promise<bigint> {
  let moved = 0n;
  for (let n = 0; n < batch; n += together) {
    const answers = Array.from({ length: together }, (_, m) => {
      const amount = m % 5 < 3 ? 7n : -11n;
      moved += amount;
      return amount > 0n ? t.win(t.newId(), amount) : t.bet(t.newId(), -amount);
    });
    for (const answer of answers) t.expect('each small movement', await answer, 'accepted');
  }
  return moved;
}
