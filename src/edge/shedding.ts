import { afterPendingReads } from './tricks/pendingReads.ts';
import { edgeLimits as limits } from './limits.ts';

/** Counts the callbacks that are being answered, and tells when there are too many. */
export interface LoadShedder {
  /** Whether one more is too many. */
  isFull(nowMs: number): boolean;
  /** Counts a callback from now on. */
  begin(): void;
  /** Counts it no longer. */
  end(): void;
}

/** To measure costs some of what it measures. */
const measureEveryMs = 10;

/**
 * Lets in as many at a time as the process can answer while it refuses the rest: to refuse has to keep up with all that
 * comes, or everything waits unread beyond its deadline. It learns how many that are from how long it takes
 * to read all that is ready. After a pause, as in a slow commit, it lets in what has gathered.
 */
export function createLoadShedder(): LoadShedder {
  let inFlight = 0;
  let atATime: number = limits.callbacks;
  let spare: number = limits.burst;
  let countedAtMs = 0;
  let measuring = false;
  let measuredAtMs = 0;

  function measurePendingReads(begunAtMs: number): void {
    if (measuring || begunAtMs - measuredAtMs < measureEveryMs) return;
    measuredAtMs = begunAtMs;
    measuring = true;
    afterPendingReads(() => {
      measuring = false;
      const tookLong = performance.now() - begunAtMs > limits.lapMs;
      atATime = tookLong ? Math.max(atATime * 0.8, limits.callbacksAtLeast) : Math.min(atATime + 10, limits.callbacks);
    });
  }

  return {
    isFull(nowMs) {
      measurePendingReads(nowMs);
      if (inFlight < atATime) return false;
      spare = Math.min(limits.burst, spare + ((nowMs - countedAtMs) / 1_000) * limits.burstPerSecond);
      countedAtMs = nowMs;
      if (spare < 1) return true;
      spare--;
      return false;
    },
    begin() {
      inFlight++;
    },
    end() {
      inFlight--;
    },
  };
}
