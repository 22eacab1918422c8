import { setTimeout as timeout } from 'node:timers/promises';

/** Time, as the delivery sees it; tests put their own in its place. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so long, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Aborts after so long. */
  deadline(ms: number): AbortSignal;
}

export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => timeout(ms, undefined, { signal }).catch(() => undefined),
  deadline: (ms) => AbortSignal.timeout(ms),
};

/** Time that runs so many times faster; for long tests with real servers. */
export function fasterClock(times: number): Clock {
  return {
    now: () => Date.now(),
    sleep: (ms, signal) => realClock.sleep(ms / times, signal),
    deadline: (ms) => AbortSignal.timeout(Math.ceil(ms / times)),
  };
}
