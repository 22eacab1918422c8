/** The endpoint as an Express router, validated by express-openapi-validator. */
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { tooLarge, unfinished, violation } from './admission.ts';
import {
  type AnswerOptions,
  type CallbackCore,
  createCallbackCore,
  type HttpReply,
  type RequestHead,
  type ServerOptions,
} from './core.ts';
import { usualDecimals } from '../contract/money.ts';
import { contracts } from '../contract/contracts.ts';
import { type AnyContract, anyContract, type Contract } from '../contract/contract.ts';
import type { Messages } from '../contract/types.ts';
import type { CallbackHandlers } from './handler.ts';
import type { ProviderDirectory } from './providers.ts';
import { oneProvider, type Recognition, severalProviders } from './recognition.ts';
import { onlyProvider, servedByHandlers, servedUnder, type Wallet } from './served.ts';
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
  const { currencyDecimals = usualDecimals } = options;
  const recognition = oneProvider([servedByHandlers(contract, handlers, currencyDecimals)], options);
  return routerFor(recognition, [anyContract(contract)], options);
}

/**
 * The same by a wallet in one function, under each of the contracts: while a provider moves from one to another, the body
 * tells which it is in.
 */
export function createWalletRouter(contracts: readonly AnyContract[], wallet: Wallet, options: ServerOptions): Router {
  const { currencyDecimals = usualDecimals } = options;
  const served = servedUnder(contracts, wallet, currencyDecimals, onlyProvider);
  return routerFor(oneProvider(served, options), contracts, options);
}

/**
 * The same for several providers on one URL: the token tells whose request it is, and with that the contracts, the allowed
 * addresses, the decimals and whether it has to be signed. `providers` is asked at each request and has to answer at once, so that
 * a change needs no restart.
 */
export function createProvidersRouter(
  providers: () => ProviderDirectory,
  wallet: Wallet,
  options: AnswerOptions = {},
): Router {
  return routerFor(severalProviders(providers, wallet), Object.values(contracts), options);
}

function routerFor(recognition: Recognition, prepared: readonly AnyContract[], options: AnswerOptions): Router {
  const core = createCallbackCore(recognition, options);
  const validate = openApiValidation(prepared);
  const readers = new Map<number, RequestHandler>();
  /** For bodies of at most so many bytes: another one for each largest body, of which there is hardly more than one. */
  const readerFor = (limit: number): RequestHandler => {
    const reader = readers.get(limit) ?? express.raw({ type: () => true, limit, inflate: false });
    readers.set(limit, reader);
    return reader;
  };
  return Router().all('/', (request, response, next) => {
    const arrivedAtMs = performance.now();
    const shed = core.shed(arrivedAtMs);
    if (shed) {
      sendReply(response, shed);
      return;
    }
    const { method, headers } = request;
    const head = { requestId: newRequestId(), method, headers, address: () => request.ip, arrivedAtMs };
    serve(core, validate, readerFor, head, request, response).then(
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
  readerFor: (maxBytes: number) => RequestHandler,
  head: RequestHead,
  request: Request,
  response: Response,
): Promise<HttpReply> {
  const admitted = core.admit(head);
  if ('httpStatus' in admitted) return admitted;
  const { maxBodyBytes } = admitted;
  if (request.body !== undefined || request.readableEnded) return core.unreadable(admitted, mountedBehindParser);
  const unreadable = await run(readerFor(maxBodyBytes), request, response);
  if (unreadable !== undefined) {
    return core.unreadable(admitted, statusOf(unreadable) === 413 ? tooLarge(maxBodyBytes) : unfinished);
  }
  const body: unknown = request.body;
  return core.answer(admitted, Buffer.isBuffer(body) ? body : Buffer.alloc(0), (contract, command, parsed) =>
    validate(request, response, contract, command, parsed),
  );
}

/** The status that the body reader gives its errors: 413 for a body too large, 400 for one cut short. */
function statusOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : 400;
}
