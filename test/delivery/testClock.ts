import { after, type Clock } from '../../src/delivery/clock.ts';

/** Time in which nothing has to be waited for: what is slept is only noted. */
export interface TestClock extends Clock {
  readonly slept: number[];
  readonly deadlines: number[];
}

export function testClock(): TestClock {
  const slept: number[] = [];
  const deadlines: number[] = [];
  let last = 0;
  return {
    slept,
    deadlines,
    now: () => 1_700_000_000_000,
    sleep: (ms, wake) => {
      slept.push(ms);
      const immediate = setImmediate(wake);
      return () => clearImmediate(immediate);
    },
    deadline: (ms, over) => {
      // It counts from the beginning, and again from when the request leaves.
      if (++last % 2 === 1) deadlines.push(ms);
      return after(Math.min(ms, 300), over);
    },
  };
}
