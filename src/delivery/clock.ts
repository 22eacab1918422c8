/** The time that a delivery goes by. Tests give it one of their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `wake` after `ms` milliseconds, unless what it returns is called before. */
  sleep(ms: number, wake: () => void): () => void;
  /** Calls `over` when the deadline of an attempt has passed after `ms` milliseconds, unless what it returns is called before. */
  deadline(ms: number, over: () => void): () => void;
}

/** The machine's own time. */
export const realClock: Clock = { now: () => Date.now(), sleep: after, deadline: after };

/**
 * Time in which deadlines and delays are `times` times shorter, for long tests against real servers. `now()` stays the
 * real time.
 */
export function fasterClock(times: number): Clock {
  return {
    now: () => Date.now(),
    sleep: (ms, wake) => after(ms / times, wake),
    deadline: (ms, over) => after(Math.ceil(ms / times), over),
  };
}

/** Calls back after `ms` milliseconds, unless what it returns is called before. */
export function after(ms: number, callBack: () => void): () => void {
  const timer = setTimeout(callBack, ms);
  return () => clearTimeout(timer);
}
