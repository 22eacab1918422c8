/** The endpoint as an Express router, validated by express-openapi-validator. */
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { tooLarge, unfinished, violation } from './admission.ts';
import { type CallbackCore, createCallbackCore, type HttpReply, type RequestHead, type ServerOptions } from './core.ts';
import { usualDecimals } from '../contract/money.ts';
import type { AnyContract, Contract } from '../contract/contract.ts';
import type { Messages } from '../contract/types.ts';
import type { CallbackHandlers } from './handler.ts';
import { type Served, servedByHandlers, servedUnder, type Wallet } from './served.ts';
import { sendReply } from './reply.ts';
import { newRequestId } from './requestId.ts';
import { type ValidateByPath, openApiValidation, run } from './validation.ts';

/**
 * Answers the contract's `POST /callback`: an Express router that serves `handlers` on the path it is mounted at. It
 * verifies the token, reads exact JSON, validates by express-openapi-validator, and encodes the handlers' replies; what is
 * outside the contract never reaches a handler, and is answered with HTTP 4xx and result 99. A handler that throws becomes HTTP 500, as does a reply
 * that is found to be outside the contract (see `checkReplies`). Mount it before any body parser; behind one it answers HTTP 500.
 * With `allowedAddresses` the application's setting `trust proxy` tells whose word on the sender counts.
 * Throws `Error` without a token, or with an empty one, and for an address that is none.
 */
export function createCallbackRouter<M extends Messages<M>>(
  contract: Contract<M>,
  handlers: CallbackHandlers<M>,
  options: ServerOptions,
): Router {
  return routerFor([servedByHandlers(contract, handlers, options.currencyDecimals ?? usualDecimals)], options);
}

/**
 * The same by a wallet in one function, under each of the contracts: while a provider moves from one to another, the body
 * tells which it is in.
 */
export function createWalletRouter(contracts: readonly AnyContract[], wallet: Wallet, options: ServerOptions): Router {
  return routerFor(servedUnder(contracts, wallet, options), options);
}

function routerFor(served: readonly Served[], options: ServerOptions): Router {
  const core = createCallbackCore(served, options);
  const validate = openApiValidation(served.map(({ contract }) => contract));
  const { maxBodyBytes } = core.envelope;
  const readBody = express.raw({ type: () => true, limit: maxBodyBytes, inflate: false });
  return Router().all('/', (request, response, next) => {
    const arrivedAtMs = performance.now();
    const shed = core.shed(arrivedAtMs);
    if (shed) {
      sendReply(response, shed);
      return;
    }
    const { method, headers } = request;
    const head = { requestId: newRequestId(), method, headers, address: request.ip, arrivedAtMs };
    serve(core, validate, readBody, head, request, response).then(
      (reply) => sendReply(response, reply, head.requestId),
      next,
    );
  });
}

/** HTTP 500, so that the provider repeats what is owed to players until this is mended; 99 alone would be the last word. */
const mountedBehindParser = violation(
  500,
  'the body was read before it reached the callback router: mount the router before any body parser, such as express.json()',
);

async function serve(
  core: CallbackCore,
  validate: ValidateByPath,
  readBody: RequestHandler,
  head: RequestHead,
  request: Request,
  response: Response,
): Promise<HttpReply> {
  const refused = core.admit(head);
  if (refused) return refused;
  if (request.body !== undefined || request.readableEnded) return core.unreadable(head, mountedBehindParser);
  const unreadable = await run(readBody, request, response);
  if (unreadable !== undefined) {
    return core.unreadable(head, statusOf(unreadable) === 413 ? tooLarge(core.envelope.maxBodyBytes) : unfinished);
  }
  const body: unknown = request.body;
  return core.answer(head, Buffer.isBuffer(body) ? body : Buffer.alloc(0), (contract, command, parsed) =>
    validate(request, response, contract, command, parsed),
  );
}

/** The status that the body reader gives its errors: 413 for a body too large, 400 for one cut short. */
function statusOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : 400;
}
