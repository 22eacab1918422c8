import { setTimeout as timeout } from 'node:timers/promises';

/** The time that a delivery goes by. Tests give it one of their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts; it never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Returns a signal that aborts after `ms` milliseconds. */
  deadline(ms: number): AbortSignal;
}

/** The machine's own time. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => timeout(ms, undefined, { signal }).catch(() => undefined),
  deadline: (ms) => AbortSignal.timeout(ms),
};

/**
 * Time in which deadlines and delays are `times` times shorter, for long tests against real servers. `now()` stays the
 * real time.
 */
export function fasterClock(times: number): Clock {
  return {
    now: () => Date.now(),
    sleep: (ms, signal) => realClock.sleep(ms / times, signal),
    deadline: (ms) => AbortSignal.timeout(Math.ceil(ms / times)),
  };
}
