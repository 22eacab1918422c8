import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { bodyOf, type Envelope, type Refusal, violation } from '../edge/admission.ts';
import { type Limits, limits } from './limits.ts';
import { allowHalfOpen } from './tricks/halfOpen.ts';
import { ReleasedRequest } from './tricks/releasedRequest.ts';
import { begin, takeNoMore, underWayOn } from './underWay.ts';

/** What a refused connection is left to read its answer in, before it is closed from this side alone. */
const lingerMs = 1_000;

/** In whose codes that is answered which is no callback. */
type Codes = Pick<Envelope, 'results'>;

/** A server with the kit's limits, which answers also what is not HTTP in the protocol's words. */
export function createLimitedServer(envelope: Codes, listener: RequestListener, within: Limits = limits): Server {
  const broken = new WeakSet<Socket>();

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (!begin(response)) return;
    if (request.headers.host === undefined && request.httpVersion === '1.1')
      refuse(envelope, response, violation(400, 'the Host is missing'));
    else listener(request, response);
  }

  /** Not HTTP, larger than it may be, or too slow: nothing of it can have moved money. What came before it may, and is answered first. */
  function answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
    if (broken.has(socket)) return;
    broken.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const refusal = refusalOf(error, within);
    const response = underWayOn(socket);
    if (response && !response.req.complete) refuse(envelope, response, refusal);
    else if (response && !response.writableFinished) response.once('close', () => closeWith(envelope, socket, refusal));
    else closeWith(envelope, socket, refusal);
  }

  const server = createServer({
    IncomingMessage: ReleasedRequest,
    maxHeaderSize: within.headerBytes,
    headersTimeout: within.headersMs,
    requestTimeout: within.requestMs,
    keepAliveTimeout: within.idleMs,
    connectionsCheckingInterval: Math.min(1_000, within.headersMs / 4),
    requireHostHeader: false,
  });
  server.maxConnections = within.connections;
  allowHalfOpen(server);
  // An expectation that nobody knows may be passed over.
  return server.on('request', serve).on('checkExpectation', serve).on('clientError', answerBroken);
}

function refusalOf({ code }: NodeJS.ErrnoException, { headerBytes }: Limits): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return violation(431, `the headers are larger than ${headerBytes} bytes`);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return violation(408, 'the request did not arrive in time');
  return violation(400, 'the request is not HTTP');
}

/** Refuses a request in its turn, and takes no other behind it. */
export function refuse(envelope: Codes, response: ServerResponse, refusal: Refusal): void {
  const body = bodyOf(envelope, refusal);
  const { socket } = response.req;
  takeNoMore(response);
  // It was answered before its body came.
  if (response.writableFinished) socket.destroySoon();
  else if (response.headersSent) response.once('close', () => socket.destroySoon());
  else response.writeHead(refusal.httpStatus, headersFor(body)).end(body);
}

/** Answers what is no request. */
function closeWith(envelope: Codes, socket: Socket, refusal: Refusal): void {
  if (!socket.writable) return;
  const body = bodyOf(envelope, refusal);
  const headers = Object.entries(headersFor(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${refusal.httpStatus} ${STATUS_CODES[refusal.httpStatus] ?? ''}\r\n${headers.join('')}\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

function headersFor(body: string): Record<string, string | number> {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
}
