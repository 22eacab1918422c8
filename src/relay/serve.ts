/** The relay as a process: begins and ends its listeners, its delivery and what it watches. */
import { setMaxListeners } from 'node:events';
import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DestinationStream } from 'pino';
import { v1 } from '../contract/contracts.ts';
import { createDelivery, UnknownOperator } from '../delivery/delivery.ts';
import { openOutboxAt } from '../delivery/outbox/open.ts';
import { UnknownCursor } from '../delivery/outbox/outbox.ts';
import { listen } from '../edge/listen.ts';
import { close, stopWithinMs } from '../process/close.ts';
import { createInsideServer, listenInside } from '../process/inside.ts';
import type { Lines } from '../process/lines.ts';
import { createApi } from './api.ts';
import { handlersOf } from './handlers.ts';
import { limits } from './limits.ts';
import { logTo } from './log.ts';
import { createMetrics } from './metrics.ts';
import type { Failure } from './operation.ts';
import { type Watch, watchOperators } from './operatorsWatch.ts';
import { failure, InvalidRequest, outboxAway } from './problem.ts';
import { openRelayStoreAt } from './store/open.ts';
import { within } from './within.ts';

export interface RelayOptions {
  /** Where the outbox is: `sqlite:FILE`, or `postgres://…`, which several relays share. */
  readonly outbox: string;
  /** The operators file. */
  readonly operators: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly insideHost: string;
  readonly insidePort: number;
  /** How long requests are still served after `/readyz` began to say no. */
  readonly drainMs?: number;
  /** Whether answers, too, are held against the document. */
  readonly checkReplies?: boolean;
  readonly lines: DestinationStream & Partial<Lines>;
}

export interface RunningRelay {
  /** Under which the API is. */
  readonly url: string;
  /** Under which `/livez`, `/readyz` and `/metrics` are. */
  readonly insideUrl: string;
  /** How many keys may be used: with none, nobody can call. */
  readonly keys: number;
  /** Says no at `/readyz`, serves on while that is noticed, then finishes what is in flight. What is owed after that is gone on with later. */
  stop(): Promise<void>;
}

/** An outbox that says nothing for so long is away. */
const answersWithinMs = 1_000;

/**
 * Serves; rejects with `UnusableOutbox`, `BadOperatorsFile` or `InsidePortUnusable`, or when it can't listen, and leaves nothing open then.
 */
export async function serveRelay(options: RelayOptions): Promise<RunningRelay> {
  // Taken back in turn when a step fails, and at the end.
  const undo: (() => Promise<unknown>)[] = [];
  const undoAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(options, undo, undoAll);
  } catch (error) {
    await undoAll();
    throw error;
  }
}

async function start(
  options: RelayOptions,
  undo: (() => Promise<unknown>)[],
  undoAll: () => Promise<void>,
): Promise<RunningRelay> {
  const { drainMs = 0, checkReplies = false, lines } = options;
  const log = logTo(lines);
  const metrics = createMetrics();
  const outbox = await openOutboxAt(options.outbox);
  undo.push(() => outbox.close());
  const store = await openRelayStoreAt(options.outbox, { mustExist: true });
  undo.push(() => store.close());
  const delivery = createDelivery({
    outbox,
    operators: [],
    observe: (attempt) => metrics.attempt(attempt),
  });
  undo.push(() => Promise.race([delivery.close(), sleep(stopWithinMs, undefined, { ref: false })]));
  const watch: Watch = await watchOperators({
    file: options.operators,
    store,
    apply: (operators) => delivery.setOperators(operators),
    events: {
      served: (names) => {
        metrics.serve(names);
        log.served(names);
      },
      failed: (problem) => log.failed(problem),
      mended: (what) => log.mended(what),
      fileUsable: (usable) => metrics.fileUsable(usable),
    },
  });
  undo.push(() => watch.stop());

  let stopping = false;
  /** Then nobody waits any longer for what is not known yet. */
  const drained = new AbortController();
  setMaxListeners(0, drained.signal);
  const outboxAnswers = async (): Promise<boolean> =>
    outbox.leased() && ((await within(outbox.find('none:bet:0').then(yes, no), answersWithinMs)) ?? false);
  const failed = async (error: unknown): Promise<Failure> => {
    if (error instanceof UnknownCursor || error instanceof InvalidRequest)
      return failure(400, 'invalid-request', error.message);
    // Removed since it was looked for.
    if (error instanceof UnknownOperator) return failure(404, 'unknown-operator', error.message);
    if (stopping) return failure(503, 'stopping', 'the relay is stopping; repeat the request');
    return (await outboxAnswers())
      ? failure(500, 'failed', 'what became of it is not known; repeat the request')
      : outboxAway;
  };
  const api = createApi({
    handlers: handlersOf({ delivery, outbox, watch, drained: drained.signal }),
    findCaller: watch.findCaller,
    observe: (event) => {
      metrics.request(event);
      log.request(event);
    },
    failed,
    stopping: () => stopping,
    checkReplies,
  });
  const server = limitedServer((request, response) => void api(request, response));
  const whyNotReady = async (): Promise<string | undefined> => {
    if (stopping) return 'the relay is stopping';
    return (await outboxAnswers()) ? undefined : 'the outbox does not answer';
  };
  const inside = createInsideServer(v1, whyNotReady, metrics.registry);
  metrics.watch(delivery, outbox, server, lines);
  const insideUrl = await listenInside(inside, options.insidePort, options.insideHost);
  undo.push(() => close(inside, 1_000));
  // Only now, so that no request is served by a relay that can't be asked how it is.
  const url = await listen(server, options.port, options.host);
  undo.push(() => close(server, stopWithinMs));
  return {
    url,
    insideUrl,
    keys: (await store.keys()).filter(({ revokedAtMs }) => revokedAtMs === undefined).length,
    stop: async () => {
      stopping = true;
      await sleep(drainMs);
      drained.abort();
      await undoAll();
    },
  };
}

const yes = (): boolean => true;
const no = (): boolean => false;

function limitedServer(listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: 1_000,
    },
    listener,
  );
  server.maxConnections = limits.connections;
  // Longer than anybody may wait for an outcome.
  server.timeout = limits.idleMs;
  return server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const { status, problem } = brokenBy(error);
    const body = JSON.stringify(problem);
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/problem+json\r\n`;
    socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  });
}

function brokenBy({ code }: NodeJS.ErrnoException): Failure {
  if (code === 'HPE_HEADER_OVERFLOW') return failure(431, 'too-large', 'the headers are too large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return failure(408, 'invalid-request', 'the request did not arrive in time');
  return failure(400, 'invalid-request', 'the request is not HTTP');
}
