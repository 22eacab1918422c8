import type { RequestListener, Server } from 'node:http';
import type { Logger } from 'pino';
import { callbackPath } from '../../generated/protocol.ts';
import { createCallbackListener } from '../../generated/server.ts';
import { Ledger } from '../wallet/ledger.ts';
import type { Store } from '../wallet/store.ts';
import { operationsApp } from './app.ts';
import type { CallbackEvent } from './core.ts';
import { listen } from './listen.ts';
import { createLimitedServer } from './limitedServer.ts';
import type { Limits } from './limits.ts';
import { createMetrics } from './metrics.ts';
import { startTally } from './tally.ts';
import { walletHandlers } from './walletHandlers.ts';

export interface ServeOptions {
  readonly store: Store;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly tokens: readonly string[];
  readonly allowedAddresses?: readonly string[] | undefined;
  readonly trustedProxies?: readonly string[] | undefined;
  readonly currencyDecimals: number;
  readonly logger: Logger;
  /** The kit's own when not given. */
  readonly limits?: Limits;
}

export interface RunningServer {
  /** Where callbacks go. */
  readonly callbackUrl: string;
  /** Stops accepting, finishes what is in flight, closes the store. */
  stop(): Promise<void>;
}

/** What is in flight is given this long to finish; longer than any command's deadline. */
const stopWithinMs = 10_000;

/** Serves a wallet; rejects when it can't listen. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { store, logger } = options;
  const tally = startTally(logger);
  const metrics = createMetrics();
  const observers = [tally, metrics];
  const ledger = new Ledger(store, {
    settled: (batch) => observers.forEach(({ ledger: told }) => told.settled?.(batch)),
    triedAgain: (error) => observers.forEach(({ ledger: told }) => told.triedAgain?.(error)),
    storeFailed: (error) => observers.forEach(({ ledger: told }) => told.storeFailed?.(error)),
  });
  const observe = (event: CallbackEvent): void => {
    for (const observer of observers) observer.callback(event);
    log(logger, event);
  };
  const callbacks = createCallbackListener(walletHandlers(ledger), { ...options, observe });
  const server = createLimitedServer(byPath(callbacks, operationsApp(store, metrics.registry)), options.limits);
  metrics.watch(ledger, server);
  const callbackUrl = await listen(server, options.port, options.host);
  return {
    callbackUrl,
    stop: async () => {
      await close(server);
      await ledger.drained();
      await store.close();
      tally.stop();
    },
  };
}

/** Callbacks go the quick way; all else has time. */
function byPath(callbacks: RequestListener, others: RequestListener): RequestListener {
  return (request, response) => (request.url === callbackPath || likeIt.test(request.url ?? '') ? callbacks : others)(request, response);
}

/** In absolute form, as a proxy may send it, with a slash at its end, with a query. */
const likeIt = new RegExp(`^(https?://[^/?]+)?${callbackPath}/?($|\\?)`);

function close(server: Server): Promise<void> {
  // A connection that was busy when the server closed stays open when it falls idle.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), stopWithinMs);
  return new Promise((resolve) => {
    server.close(() => {
      clearInterval(idle);
      clearTimeout(late);
      resolve();
    });
  });
}

/** One line per callback; what is shed at the door is only counted, since its lines would cost more than it does. */
function log(logger: Logger, { error, durationMs, ...event }: CallbackEvent): void {
  if (event.command === undefined && event.notes?.includes('shed')) return;
  const level = error !== undefined || event.httpStatus >= 500 ? 'error' : event.notes?.includes('conflict') ? 'warn' : 'info';
  logger[level]({ ...event, durationMs: Math.round(durationMs * 1000) / 1000, ...(error !== undefined && { err: error }) }, 'callback');
}
