/** The endpoint as an Express router, validated by express-openapi-validator. */
import express, { type Request, type Response, Router } from 'express';
import { maxBodyBytes } from '../../generated/protocol.ts';
import { tooLarge, unfinished, violation } from './admission.ts';
import {
  type CallbackCore,
  createCallbackCore,
  type HandlersByCommand,
  type HttpReply,
  type RequestHead,
  type ServerOptions,
} from './core.ts';
import { sendReply } from './reply.ts';
import { newRequestId } from './requestId.ts';
import { type ValidateByPath, openApiValidation, run } from './validation.ts';

/** Serves `handlers` on the path that the router is mounted at. */
export function routerFor(handlers: HandlersByCommand, options: ServerOptions): Router {
  const core = createCallbackCore(handlers, options);
  const validate = openApiValidation();
  return Router().all('/', (request, response, next) => {
    const arrivedAtMs = performance.now();
    const shed = core.shed(arrivedAtMs);
    if (shed) {
      sendReply(response, shed);
      return;
    }
    const { method, headers } = request;
    const head = { requestId: newRequestId(), method, headers, address: request.ip, arrivedAtMs };
    serve(core, validate, head, request, response).then((reply) => sendReply(response, reply, head.requestId), next);
  });
}

/** HTTP 500, so that the provider repeats what is owed to players until this is mended; 99 alone would be the last word. */
const mountedBehindParser = violation(
  500,
  'the body was read before it reached the callback router: mount the router before any body parser, such as express.json()',
);

const readBody = express.raw({ type: () => true, limit: maxBodyBytes, inflate: false });

async function serve(
  core: CallbackCore,
  validate: ValidateByPath,
  head: RequestHead,
  request: Request,
  response: Response,
): Promise<HttpReply> {
  const refused = core.admit(head);
  if (refused) return refused;
  if (request.body !== undefined || request.readableEnded) return core.unreadable(head, mountedBehindParser);
  const unreadable = await run(readBody, request, response);
  if (unreadable !== undefined) {
    return core.unreadable(head, statusOf(unreadable) === tooLarge.httpStatus ? tooLarge : unfinished);
  }
  const body: unknown = request.body;
  return core.answer(head, Buffer.isBuffer(body) ? body : Buffer.alloc(0), (command, parsed) =>
    validate(request, response, command, parsed),
  );
}

/** The status that the body reader gives its errors: 413 for a body too large, 400 for one cut short. */
function statusOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : 400;
}
