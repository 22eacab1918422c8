/** The endpoint on plain `node:http`, validated by what was compiled from the contract: the quick way. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { maxBodyBytes } from '../../generated/protocol.ts';
import { senderBehind } from './addresses.ts';
import { bodyOf, type Refusal, tooLarge, unfinished, violation } from './admission.ts';
import { compiledJudge } from './compiled.ts';
import { createCallbackCore, type HandlersByCommand, type HttpReply, type ServerOptions } from './core.ts';
import { limits } from './limits.ts';

export interface ListenerOptions extends ServerOptions {
  /** Whose `X-Forwarded-For` tells the sender's address: addresses and networks. Nobody's when it is not given. */
  readonly trustedProxies?: readonly string[] | undefined;
}

/** Serves `handlers`, whatever the path of a request is. */
export function listenerFor(handlers: HandlersByCommand, options: ListenerOptions): RequestListener {
  const core = createCallbackCore(handlers, options);
  const senderOf = options.allowedAddresses ? senderBehind(options.trustedProxies ?? []) : () => undefined;
  return (request, response) => {
    const { method = '', headers } = request;
    const head = { requestId: randomUUID(), method, headers, address: senderOf(request), arrivedAtMs: performance.now() };
    const answer = (reply: HttpReply): void => send(response, head.requestId, reply);
    const refused = core.admit(head);
    if (refused) answer(refused);
    else {
      readBody(request, (body) => {
        const answered = 'httpStatus' in body ? core.unreadable(head, body) : core.answer(head, body, compiledJudge);
        if (answered instanceof Promise) void answered.then(answer);
        else answer(answered);
      });
    }
  };
}

/** A server with the kit's limits, which answers also what is not HTTP in the protocol's words. */
export function createLimitedServer(listener: RequestListener): Server {
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
  return server.on('clientError', answerBroken);
}

/** Calls `done` once: with the body, or with what is answered in its place. */
function readBody(request: IncomingMessage, done: (body: Buffer | Refusal) => void): void {
  let chunks: Buffer[] | undefined = [];
  let bytes = 0;
  const settle = (body: Buffer | Refusal): void => {
    if (chunks) done(body);
    chunks = undefined;
  };
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) settle(tooLarge);
    chunks?.push(chunk);
  });
  request.on('end', () => settle(chunks?.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks ?? [])));
  request.on('error', () => settle(unfinished));
}

function send(response: ServerResponse, requestId: string, { httpStatus, body }: HttpReply): void {
  response.writeHead(httpStatus, {
    'X-Request-Id': requestId,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Not HTTP, larger than it may be, or too slow: nothing of it can have moved money. */
function answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const refusal = brokenness[error.code ?? ''] ?? violation(400, 'the request is not HTTP');
  const body = bodyOf(refusal);
  const status = `${refusal.httpStatus} ${STATUS_CODES[refusal.httpStatus] ?? ''}`;
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const brokenness: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: violation(431, `the headers are larger than ${limits.headerBytes} bytes`),
  ERR_HTTP_REQUEST_TIMEOUT: violation(408, 'the request did not arrive in time'),
};
