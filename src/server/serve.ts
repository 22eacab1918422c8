import type { RequestListener, Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DestinationStream } from 'pino';
import { callbackPath } from '../../generated/protocol.ts';
import { Ledger } from '../wallet/ledger.ts';
import { NotReady, type Store } from '../wallet/store.ts';
import { operationsApp } from './app.ts';
import { listen } from './listen.ts';
import { createLimitedServer } from './limitedServer.ts';
import type { Limits } from './limits.ts';
import { listenerFor } from './listener.ts';
import { observeWith } from './observation.ts';
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
  /** How long callbacks are still served after `/readyz` began to say no: what a balancer needs to hear it. */
  readonly drainMs?: number;
  /** Where log lines go. */
  readonly lines: DestinationStream;
  /** The kit's own when not given. */
  readonly limits?: Limits;
}

export interface RunningServer {
  /** Where callbacks go. */
  readonly callbackUrl: string;
  /** Says no at `/readyz`, serves on while that is noticed, then finishes what is in flight and closes the store. */
  stop(): Promise<void>;
}

/** What is in flight is given this long to finish; longer than any command's deadline. */
const stopWithinMs = 10_000;

/** Serves a wallet; rejects when it can't listen. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { store, drainMs = 0, lines } = options;
  const observation = observeWith(lines);
  const ledger = new Ledger(store, observation.ledger);
  const callbacks = listenerFor(walletHandlers(ledger), { ...options, observe: observation.callback });
  let stopping = false;
  const whyNotReady = async (): Promise<string | undefined> => (stopping ? 'the server is stopping' : whyNot(store));
  const route = byPath(callbacks, operationsApp(whyNotReady, observation.metrics.registry));
  const server = createLimitedServer((request, response) => {
    // Whoever keeps the connection learns with the answer, and not with the next request, that it ends.
    if (stopping) response.setHeader('Connection', 'close');
    route(request, response);
  }, options.limits);
  observation.metrics.watch(ledger, server);
  const callbackUrl = await listen(server, options.port, options.host);
  return {
    callbackUrl,
    stop: async () => {
      stopping = true;
      await sleep(drainMs);
      await close(server);
      await ledger.drained();
      await store.close();
      observation.stop();
    },
  };
}

function whyNot(store: Store): Promise<string | undefined> {
  return store.ping().then(
    () => undefined,
    (error: unknown) => (error instanceof NotReady ? error.message : 'the store does not answer'),
  );
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
