/** Whether two players wait for each other: no money is lost by that, and a provider's deadlines are sooner missed. */
import { cases, type Requirement } from '../case.ts';
import type { Trial } from '../trial.ts';

/** So many wins of each player at a time; so often, since any one time may be slow by chance. */
const together = 5;
const times = 3;
/** Where they hardly wait for those of their own player, nobody waits for others. */
const leastWaitMs = 40;

export const apart: readonly Requirement[] = cases('money', 'must', [
  {
    id: 'money.players.apart',
    requirement: "Two players' callbacks are carried out at the same time; it is told when they wait for each other.",
    source: 'x-delivery: deadlineMs, for each of many players',
    hint: 'Lock the row of the one account, not the table nor the process; let more than one worker answer.',
    needs: ['second'],
    last: true,
    steps: async (t) => {
      const [main, second] = [t.target.account, t.other('second')];
      const single = await quickest(() => wins(t, [main], 1));
      const alone = [
        await quickest(() => wins(t, [main], together)),
        await quickest(() => wins(t, [second], together)),
      ];
      const waitMs = Math.min(...alone) - single;
      if (waitMs < leastWaitMs) return;
      const both = await quickest(() => wins(t, [main, second], together));
      if (both - Math.max(...alone) < 0.7 * waitMs) return;
      t.note(
        `two players wait for each other: ${together} wins of one took ${told(alone[0])}, of the other ${told(alone[1])}, and of both at the same time ${told(both)}; is there one lock for all, or one worker? Lock the one account`,
      );
    },
  },
]);

const told = (ms = 0): string => `${Math.round(ms)} ms`;

async function quickest(run: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let n = 0; n < times; n++) least = Math.min(least, await run());
  return least;
}

/** So many of the smallest wins for each account, all at the same time; resolves how long they took. */
async function wins(t: Trial, accounts: readonly string[], each: number): Promise<number> {
  const begun = performance.now();
  const answers = accounts.flatMap((account) => Array.from({ length: each }, () => t.win(t.newId(), 1n, { account })));
  for (const answer of answers) t.expect('each win', await answer, 'accepted');
  return performance.now() - begun;
}
