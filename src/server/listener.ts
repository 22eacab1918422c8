/** The endpoint on plain `node:http`, validated by what was compiled from the contract: the quick way. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { maxBodyBytes } from '../../generated/protocol.ts';
import { senderBehind } from './addresses.ts';
import { type Refusal, tooLarge, unfinished } from './admission.ts';
import { compiledJudge } from './compiled.ts';
import { createCallbackCore, type HandlersByCommand, type HttpReply, type ServerOptions } from './core.ts';
import { sendReply } from './reply.ts';

export interface ListenerOptions extends ServerOptions {
  /** Whose `X-Forwarded-For` tells the sender's address: addresses and networks. Nobody's when it is not given. */
  readonly trustedProxies?: readonly string[] | undefined;
}

/** Serves `handlers`, whatever the path of a request is. */
export function listenerFor(handlers: HandlersByCommand, options: ListenerOptions): RequestListener {
  const core = createCallbackCore(handlers, options);
  const senderOf = options.allowedAddresses ? senderBehind(options.trustedProxies ?? []) : () => undefined;
  return (request, response) => {
    const arrivedAtMs = performance.now();
    const shed = core.shed(arrivedAtMs);
    if (shed) {
      sendReply(response, shed);
      return;
    }
    const { method = '', headers } = request;
    const head = { requestId: randomUUID(), method, headers, address: senderOf(request), arrivedAtMs };
    const answer = (reply: HttpReply): void => sendReply(response, reply, head.requestId);
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
