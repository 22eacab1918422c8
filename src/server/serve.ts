import { setTimeout as sleep } from 'node:timers/promises';
import type { DestinationStream } from 'pino';
import { Ledger } from '../wallet/ledger.ts';
import { NotReady, type Store } from '../wallet/store.ts';
import { type Refusal, violation } from '../edge/admission.ts';
import type { CallbackEvent } from '../edge/core.ts';
import { exchangeHourly } from './hourlyExchange.ts';
import { close, stopWithinMs } from '../process/close.ts';
import { createInsideServer, listenInside } from '../process/inside.ts';
import type { Lines } from '../process/lines.ts';
import { listen } from '../edge/listen.ts';
import { createLimitedServer, refuse } from '../process/limitedServer.ts';
import { type Limits, limits } from '../process/limits.ts';
import { createProvidersListener } from '../edge/listener.ts';
import type { AnyContract } from '../contract/contract.ts';
import { contracts as allContracts } from '../contract/contracts.ts';
import { knowProviders, type ProviderOfFlags } from './knownProviders.ts';
import { observeWith } from './observation.ts';
import { walletOf } from './walletOf.ts';

/** Beside the providers of the store, the first one as the flags say. */
export interface ServeOptions extends ProviderOfFlags {
  readonly store: Store;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Where probes and metrics are asked for: 127.0.0.1, and any port that is free, when not given. */
  readonly insideHost?: string;
  readonly insidePort?: number;
  readonly trustedProxies?: readonly string[] | undefined;
  /** How long callbacks are still served after `/readyz` began to say no: what a balancer needs to hear it. */
  readonly drainMs?: number;
  /** Where log lines go. */
  readonly lines: DestinationStream & Partial<Lines>;
  /** The kit's own when not given. */
  readonly limits?: Limits;
}

export interface RunningServer {
  /** Where callbacks go. */
  readonly callbackUrl: string;
  /** Under which `/livez`, `/readyz` and `/metrics` are. */
  readonly insideUrl: string;
  /** Says no at `/readyz`, serves on while that is noticed, then finishes what is in flight and closes the store. */
  stop(): Promise<void>;
}

/**
 * Serves a wallet; rejects when it can't listen, with `InsidePortUnusable` on the inside port, and with `TokenTaken` for a token of
 * one of the store's providers.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { store, contracts, drainMs = 0, lines } = options;
  const [envelope] = contracts;
  const { callbackPath } = envelope;
  const elsewhere = violation(404, `callbacks are sent to ${callbackPath}`);
  const likeIt = likePath(callbackPath);
  const observation = observeWith(Object.values(allContracts), lines);
  const ledger = new Ledger(store, observation.ledger);
  const providers = await knowProviders(store, options, observation.providers);
  const hourly = await exchangeHourly(ledger, (error) => observation.ledger.storeFailed?.(error));
  const wallet = walletOf(ledger, providers.termsOf);
  const callbacks = createProvidersListener(providers.directory, wallet, {
    trustedProxies: options.trustedProxies,
    observe: observation.callback,
  });
  let stopping = false;
  const server = createLimitedServer(
    envelope,
    (request, response) => {
      // Whoever keeps the connection learns with the answer, and not with the next request, that it ends.
      if (stopping) response.setHeader('Connection', 'close');
      if (request.url === callbackPath || likeIt.test(request.url ?? '')) callbacks(request, response);
      else {
        observation.callback(elsewhereEvent(envelope, elsewhere));
        refuse(envelope, response, elsewhere);
      }
    },
    options.limits,
  );
  const whyNotReady = async (): Promise<string | undefined> => {
    const reason = stopping ? undefined : await whyNot(store);
    return stopping ? 'the server is stopping' : reason;
  };
  const inside = createInsideServer(envelope, whyNotReady, observation.metrics.registry);
  observation.metrics.watch(ledger, server, inside, lines);
  // First, so that no callback is served by a server that can't be asked how it is.
  const insideUrl = await listenInside(inside, options.insidePort ?? 0, options.insideHost ?? '127.0.0.1').catch(
    async (error: unknown) => {
      await providers.stop();
      await hourly.stop();
      throw error;
    },
  );
  const url = await listen(server, options.port, options.host).catch(async (error: unknown) => {
    await close(inside, limits.insideHeadersMs);
    await providers.stop();
    await hourly.stop();
    throw error;
  });
  return {
    callbackUrl: url + callbackPath,
    insideUrl,
    stop: async () => {
      stopping = true;
      await sleep(drainMs);
      await close(server, stopWithinMs);
      await ledger.drained();
      await providers.stop();
      await hourly.stop();
      await store.close();
      observation.stop();
      await close(inside, limits.insideHeadersMs);
    },
  };
}

function whyNot(store: Store): Promise<string | undefined> {
  return store.ping().then(
    () => undefined,
    (error: unknown) => (error instanceof NotReady ? error.message : 'the store does not answer'),
  );
}

/** A provider that sends elsewhere by mistake is seen in the log and in the figures. */
function elsewhereEvent({ results }: AnyContract, { httpStatus, result, message = '' }: Refusal): CallbackEvent {
  return { requestId: '', httpStatus, result: results[result], durationMs: 0, problem: `sent elsewhere: ${message}` };
}

/** The path in absolute form, as a proxy may send it, with a slash at its end, with a query. */
function likePath(path: string): RegExp {
  return new RegExp(`^(https?://[^/?]+)?${path}/?($|\\?)`);
}
