/** The API over HTTP: whose a request is, whether it is as the document says, and what its handler answers. */
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Caller, FindCaller } from './keys.ts';
import { limits } from './limits.ts';
import type { Failure, Handler, Handlers, OperationId, Success } from './operation.ts';
import { failure } from './problem.ts';
import {
  failureOf,
  isAsStated,
  isOperation,
  type PathItem,
  pathItems,
  ScopeMissing,
  validatorsOf,
} from './validation.ts';

/** What is told of each request once it is answered. */
export interface RequestEvent {
  /** Absent where the request names none. */
  readonly operation: OperationId | undefined;
  readonly operator: string | undefined;
  /** The name of the key. */
  readonly caller: string | undefined;
  readonly httpStatus: number;
  readonly durationMs: number;
  /** What the answer says. */
  readonly code: string | undefined;
  readonly deliveryId: string | undefined;
  readonly outcome: string | undefined;
  /** What nobody had thought of. */
  readonly error?: unknown;
}

export interface ApiOptions {
  readonly handlers: Handlers;
  readonly findCaller: FindCaller;
  readonly observe: (event: RequestEvent) => void;
  /** What is answered where a handler failed. */
  readonly failed: (error: unknown) => Promise<Failure>;
  /** Whether it is about to end: then every answer ends its connection. */
  readonly stopping: () => boolean;
  /** Whether answers, too, are held against the document. */
  readonly checkReplies: boolean;
}

/** What is known of a request on its way. */
interface Journey {
  readonly arrivedAtMs: number;
  caller?: Caller;
  operation?: OperationId;
  operator?: string;
}

export function createApi(options: ApiOptions): Express {
  const { findCaller, observe, failed, stopping } = options;
  const journeys = new WeakMap<Request, Journey>();
  let underWay = 0;
  const underWayOf = new Map<string, number>();
  const journeyOf = (request: Request): Journey => {
    const journey = journeys.get(request) ?? { arrivedAtMs: performance.now() };
    journeys.set(request, journey);
    return journey;
  };

  function send(request: Request, response: Response, reply: Success | Failure, error?: unknown): void {
    const { operation, operator, caller, arrivedAtMs } = journeyOf(request);
    const body = 'problem' in reply ? reply.problem : reply.body;
    const durationMs = performance.now() - arrivedAtMs;
    const told = { operation, operator, caller: caller?.name, httpStatus: reply.status, durationMs };
    observe({
      ...told,
      code: textIn(body, 'code'),
      deliveryId: textIn(body, 'deliveryId'),
      outcome: textIn(body, 'outcome'),
      // What the request itself is to blame for is told by the answer.
      ...(reply.status >= 500 && { error }),
    });
    if (response.headersSent || response.destroyed) return;
    if (stopping()) response.setHeader('Connection', 'close');
    if (reply.status === 503) response.setHeader('Retry-After', '1');
    if (reply.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    if ('location' in reply) response.setHeader('Location', reply.location);
    response
      .status(reply.status)
      .type('problem' in reply ? 'application/problem+json' : 'application/json')
      .json(body);
  }

  const enter: RequestHandler = (request, response, next) => {
    const journey = journeyOf(request);
    if (underWay >= limits.requests) {
      send(request, response, failure(503, 'busy', 'the relay has too much to do'));
      return;
    }
    underWay++;
    response.once('close', () => underWay--);
    const caller = findCaller(request.headers.authorization);
    if (caller) {
      journey.caller = caller;
      next();
    } else
      send(request, response, failure(401, 'no-key', 'a valid key must be sent, as in Authorization: Bearer relay_…'));
  };

  const verifyScope = (request: Request, needed: readonly string[]): boolean => {
    const { caller, operator = '' } = journeyOf(request);
    const missing = needed.filter((scope) => !caller?.scopes.some((own: string) => own === scope));
    if (missing.length > 0) throw new ScopeMissing(`this needs a key with the scope ${missing.join(', ')}`);
    if (caller?.operators && !caller.operators.includes(operator))
      throw new ScopeMissing(`this key is for what is below /operators/${caller.operators.join(' or ')} alone`);
    return true;
  };

  /** So that what is refused is told by its operation, too. */
  const name =
    (item: PathItem): RequestHandler =>
    (request, response, next) => {
      const journey = journeyOf(request);
      const id = { GET: item.get, POST: item.post }[request.method]?.operationId;
      if (id !== undefined && isOperation(id)) journey.operation = id;
      const { operator } = request.params;
      if (typeof operator !== 'string') {
        next();
        return;
      }
      journey.operator = operator;
      if ((underWayOf.get(operator) ?? 0) >= limits.operatorRequests)
        send(request, response, failure(503, 'busy', 'too many requests to this operator wait for their answer'));
      else {
        count(operator, 1);
        response.once('close', () => count(operator, -1));
        next();
      }
    };

  function count(operator: string, more: number): void {
    const left = (underWayOf.get(operator) ?? 0) + more;
    if (left > 0) underWayOf.set(operator, left);
    else underWayOf.delete(operator);
  }

  const answer =
    (id: OperationId): RequestHandler =>
    (request, response) => {
      const given: unknown = { path: request.params, query: request.query, body: bodyOf(request) };
      const handler: Handler = options.handlers[id];
      const carriedOut = isAsStated(given) ? handler(given) : undefined;
      carriedOut?.then(
        (reply) => send(request, response, reply),
        async (error: unknown) => send(request, response, await failed(error), error),
      );
    };

  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(enter);
  const readBody = express.json({ limit: limits.bodyBytes, inflate: false });
  for (const [path, item] of Object.entries(pathItems)) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
    app.all(route, name(item), readBody, ...validatorsOf(path, { verifyScope, checkReplies: options.checkReplies }));
    for (const method of ['get', 'post'] as const) {
      const id = item[method]?.operationId;
      if (id !== undefined && isOperation(id)) app[method](route, answer(id));
    }
  }
  app.use((request, response) => send(request, response, failure(404, 'not-found', 'there is no such path')));
  const refuse: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = failureOf(error);
    if (refusal) send(request, response, refusal);
    else void failed(error).then((known) => send(request, response, known, error));
  };
  return app.use(refuse);
}

function bodyOf(request: { readonly body?: unknown }): unknown {
  return request.body;
}

function textIn(body: object, field: string): string | undefined {
  const value: unknown = Reflect.get(body, field);
  return typeof value === 'string' ? value : undefined;
}
