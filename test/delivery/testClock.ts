import type { Clock } from '../../src/delivery/clock.ts';

/** Time in which nothing has to be waited for: what is slept is only noted. */
export interface TestClock extends Clock {
  readonly slept: number[];
  readonly deadlines: number[];
}

export function testClock(): TestClock {
  const slept: number[] = [];
  const deadlines: number[] = [];
  return {
    slept,
    deadlines,
    now: () => 1_700_000_000_000,
    sleep: async (ms) => void slept.push(ms),
    deadline: (ms) => {
      deadlines.push(ms);
      return AbortSignal.timeout(Math.min(ms, 300));
    },
  };
}
