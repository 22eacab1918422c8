import { type DestinationStream, type Logger, pino } from 'pino';
import type { CallbackEvent } from '../edge/core.ts';

export interface Log {
  readonly logger: Logger;
  /** One line for a callback, but for what is shed at the door, whose lines would cost more than it does. */
  readonly callback: (event: CallbackEvent) => void;
}

export function logTo(lines: DestinationStream): Log {
  const logger = pino({}, lines);
  return {
    logger,
    callback: (event) => {
      const { command, httpStatus, notes, caught, error } = event;
      if (command === undefined && notes?.includes('shed')) return;
      const fields = fieldsOf(event);
      const isHeld = notes?.includes('held') === true;
      if (error !== undefined || (httpStatus >= 500 && !isHeld)) logger.error({ ...fields, err: error });
      else if (isHeld || caught !== undefined || notes?.includes('conflict')) logger.warn(fields);
      else logger.info(fields);
    },
  };
}

/** What a line tells of a callback. Only plain values: others are slow to write. */
function fieldsOf({
  requestId,
  provider,
  command,
  account,
  transactionId,
  targetId,
  roundId,
  amountMinor,
  httpStatus,
  result,
  durationMs,
  notes,
  caught,
  problem,
}: CallbackEvent): object {
  return {
    requestId,
    provider,
    command,
    account,
    transactionId,
    targetId,
    roundId,
    amountMinor: amountMinor === undefined ? undefined : plain(amountMinor),
    httpStatus,
    result,
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    notes: notes?.length ? notes : undefined,
    guards: caught?.map(({ guard, mode }) => `${guard} ${mode}`),
    problem,
    msg: 'callback',
  };
}

/** An amount as JSON has it: a number where that is exact, text where it is not. */
export function plain(amountMinor: bigint): number | string {
  const number = Number(amountMinor);
  return Number.isSafeInteger(number) ? number : String(amountMinor);
}
