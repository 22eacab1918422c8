import type { DestinationStream, Logger } from 'pino';
import type { CallbackEvent } from './core.ts';

/** Lines are written together: so many at most, and none waits longer than this. */
const mostLines = 64;
const flushEveryMs = 100;

/** A destination on stdout, which costs a write for many lines. What it still holds is written when the process exits. */
export function gatheredLines(): DestinationStream {
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    process.stdout.write(lines.join(''));
    lines = [];
  };
  setInterval(flush, flushEveryMs).unref();
  process.once('exit', flush);
  return {
    write: (line) => {
      if (lines.push(line) >= mostLines) flush();
    },
  };
}

/**
 * One line for a callback, but for what is shed at the door, whose lines would cost more than it does. Only plain values:
 * others are slow to write.
 */
export function logCallback(logger: Logger, event: CallbackEvent): void {
  const { requestId, command, account, transactionId, roundId, amountMinor, httpStatus, result, durationMs, notes, problem, error } = event;
  if (command === undefined && notes?.includes('shed')) return;
  const level = error !== undefined || httpStatus >= 500 ? 'error' : notes?.includes('conflict') ? 'warn' : 'info';
  logger[level](
    {
      requestId,
      command,
      account,
      transactionId,
      roundId,
      amountMinor: amountMinor === undefined ? undefined : plain(amountMinor),
      httpStatus,
      result,
      durationMs: Math.round(durationMs * 1_000) / 1_000,
      notes: notes?.length ? notes : undefined,
      problem,
      err: error,
    },
    'callback',
  );
}

function plain(amountMinor: bigint): number | string {
  const number = Number(amountMinor);
  return Number.isSafeInteger(number) ? number : String(amountMinor);
}
