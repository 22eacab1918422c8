import { limits } from './limits.ts';

/** Counts the callbacks that are being answered, and tells when there are too many. */
export interface Door {
  /** Whether one more is too many. */
  shut(nowMs: number): boolean;
  /** Counts a callback from now on. */
  enter(): void;
  /** Counts it no longer. */
  leave(): void;
}

/**
 * Under a load that lasts it lets in as many at a time as `limits.callbacks` says: to answer the others with a refusal has
 * to stay the larger part of the work, or they wait unread beyond their deadlines. After a pause, as in a slow commit,
 * it lets in what has gathered.
 */
export function createDoor(): Door {
  let inFlight = 0;
  let spare: number = limits.burst;
  let countedAtMs = 0;

  return {
    shut(nowMs) {
      if (inFlight < limits.callbacks) return false;
      spare = Math.min(limits.burst, spare + ((nowMs - countedAtMs) / 1_000) * limits.burstPerSecond);
      countedAtMs = nowMs;
      if (spare < 1) return true;
      spare--;
      return false;
    },
    enter() {
      inFlight++;
    },
    leave() {
      inFlight--;
    },
  };
}
