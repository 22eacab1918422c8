/** The endpoint on plain `node:http`, validated by what was compiled from the contract: the quick way. */
import type { RequestListener } from 'node:http';
import { senderBehind } from './addresses.ts';
import { passOver, readBody } from './body.ts';
import { validateRequest } from './validateRequest.ts';
import { createCallbackCore, type HandlersByCommand, type HttpReply, type ServerOptions } from './core.ts';
import { sendReply } from './reply.ts';
import { newRequestId } from './requestId.ts';

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
      // A request that is answered before its body has come would be kept, and drained by Node at some cost.
      passOver(request, () => sendReply(response, shed));
      return;
    }
    const { method = '', headers } = request;
    const head = { requestId: newRequestId(), method, headers, address: senderOf(request), arrivedAtMs };
    const answer = (reply: HttpReply): void => sendReply(response, reply, head.requestId);
    const refused = core.admit(head);
    if (refused) answer(refused);
    else {
      readBody(request, (body) => {
        const answered = 'httpStatus' in body ? core.unreadable(head, body) : core.answer(head, body, validateRequest);
        if (answered instanceof Promise) void answered.then(answer);
        else answer(answered);
      });
    }
  };
}
