import { type DestinationStream, pino } from 'pino';
import type { RequestEvent } from './api.ts';

export interface Log {
  /** One line for each request. */
  request(event: RequestEvent): void;
  served(operators: readonly string[]): void;
  failed(problem: string): void;
  mended(what: string): void;
}

export function logTo(lines: DestinationStream): Log {
  const logger = pino({}, lines);
  return {
    request: ({ error, durationMs, ...event }) => {
      const fields = { ...event, durationMs: Math.round(durationMs * 1_000) / 1_000 };
      if (error !== undefined) logger.error({ ...fields, err: error }, 'request');
      else if (event.httpStatus >= 500 || event.httpStatus === 409) logger.warn(fields, 'request');
      else logger.info(fields, 'request');
    },
    served: (operators) => logger.info({ operators }, 'operators'),
    failed: (problem) => logger.error({ problem }, 'operators'),
    mended: (mended) => logger.info({ mended }, 'operators'),
  };
}
