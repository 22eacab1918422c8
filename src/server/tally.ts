import type { Logger } from 'pino';
import type { LedgerEvents } from '../wallet/ledger.ts';
import type { CallbackEvent } from '../edge/core.ts';

/** How often a server that has something to tell tells it. */
const everyMs = 60_000;

/** What a server has seen since it last told. */
interface Counts {
  callbacks: number;
  /** Callbacks by result code. */
  results: Record<number, number>;
  /** Repeats, conflicts, tombstones and what else the wallet notes. */
  notes: Record<string, number>;
  batches: number;
  largestBatch: number;
  longestWaitMs: number;
  triedAgain: number;
  storeFailures: number;
}

/** Who is told of everything that a server does. */
export interface Observer {
  readonly callback: (event: CallbackEvent) => void;
  readonly ledger: LedgerEvents;
}

export interface Tally extends Observer {
  /** Tells what is left, and no more. */
  stop(): void;
}

/** Counts what happens and logs the figures, a line a minute, when there are any. */
export function startTally(logger: Logger): Tally {
  let counts = nothing();

  function tell(): void {
    if (counts.callbacks + counts.batches > 0) logger.info(counts, 'tally');
    counts = nothing();
  }

  const timer = setInterval(tell, everyMs).unref();
  return {
    callback: ({ result, notes = [] }) => {
      counts.callbacks++;
      counts.results[result] = (counts.results[result] ?? 0) + 1;
      for (const note of notes) counts.notes[note] = (counts.notes[note] ?? 0) + 1;
    },
    ledger: {
      settled: ({ size, waitedMs }) => {
        counts.batches++;
        counts.largestBatch = Math.max(counts.largestBatch, size);
        counts.longestWaitMs = Math.max(counts.longestWaitMs, Math.round(waitedMs));
      },
      triedAgain: () => {
        counts.triedAgain++;
      },
      storeFailed: (error) => {
        counts.storeFailures++;
        logger.error({ err: error }, 'the store failed');
      },
    },
    stop: () => {
      clearInterval(timer);
      tell();
    },
  };
}

function nothing(): Counts {
  return {
    callbacks: 0,
    results: {},
    notes: {},
    batches: 0,
    largestBatch: 0,
    longestWaitMs: 0,
    triedAgain: 0,
    storeFailures: 0,
  };
}
