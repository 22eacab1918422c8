import { hostname } from 'node:os';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { CallbackEvent } from '../edge/core.ts';

export interface Log {
  readonly logger: Logger;
  /** One line for a callback, but for what is shed at the door, whose lines would cost more than it does. */
  readonly callback: (event: CallbackEvent) => void;
}

export function logTo(lines: DestinationStream): Log {
  const origin = { pid: process.pid, hostname: hostname() };
  const logger = pino({ base: origin }, lines);
  const { info } = logger.levels.values;
  const originText = JSON.stringify(origin).slice(1, -1);
  return {
    logger,
    callback: (event) => {
      const { command, httpStatus, notes, error } = event;
      if (command === undefined && notes?.includes('shed')) return;
      const fields = fieldsOf(event);
      if (error !== undefined || httpStatus >= 500) logger.error({ ...fields, err: error });
      else if (notes?.includes('conflict')) logger.warn(fields);
      // In the form of pino, at half of its cost.
      else lines.write(`{"level":${info},"time":${Date.now()},${originText},${JSON.stringify(fields).slice(1)}\n`);
    },
  };
}

/** What a line tells of a callback. Only plain values: others are slow to write. */
function fieldsOf({
  requestId,
  command,
  account,
  transactionId,
  roundId,
  amountMinor,
  httpStatus,
  result,
  durationMs,
  notes,
  problem,
}: CallbackEvent): object {
  return {
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
    msg: 'callback',
  };
}

/** An amount as JSON has it: a number where that is exact, text where it is not. */
export function plain(amountMinor: bigint): number | string {
  const number = Number(amountMinor);
  return Number.isSafeInteger(number) ? number : String(amountMinor);
}
