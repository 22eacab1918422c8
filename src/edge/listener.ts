/** The endpoint on plain `node:http`, validated by what was compiled from the contract: the quick way. */
import type { RequestListener } from 'node:http';
import { senderBehind } from './addresses.ts';
import { passOver, readBody } from './body.ts';
import { validateRequest } from './validateRequest.ts';
import { usualDecimals } from '../contract/money.ts';
import type { AnyContract, Contract } from '../contract/contract.ts';
import type { Messages } from '../contract/types.ts';
import { createCallbackCore, type HttpReply, type ServerOptions } from './core.ts';
import type { CallbackHandlers } from './handler.ts';
import { type Served, servedByHandlers, servedUnder, type Wallet } from './served.ts';
import { sendReply } from './reply.ts';
import { newRequestId } from './requestId.ts';

/** How callbacks are answered without Express. */
export interface ListenerOptions extends ServerOptions {
  /**
   * Whose `X-Forwarded-For` tells the sender's address, which `allowedAddresses` looks at: addresses and networks, as in
   * `192.0.2.7` and `10.0.0.0/8`. Nobody's when it is not given.
   */
  readonly trustedProxies?: readonly string[] | undefined;
}

/**
 * Answers the contract's `POST /callback` on a server of `node:http` without Express, several times as fast as the router:
 * a listener that serves `handlers` for every request it is given, whatever its path is, which is its caller's to look at. It
 * does what the router does, and validates with what was compiled from the contract's schemas when it was generated.
 * Throws `Error` without a token, or with an empty one, and for an address that is none.
 */
export function createCallbackListener<M extends Messages<M>>(
  contract: Contract<M>,
  handlers: CallbackHandlers<M>,
  options: ListenerOptions,
): RequestListener {
  return listenerFor([servedByHandlers(contract, handlers, options.currencyDecimals ?? usualDecimals)], options);
}

/**
 * The same by a wallet in one function, under each of the contracts: while a provider moves from one to another, the body
 * tells which it is in.
 */
export function createWalletListener(
  contracts: readonly AnyContract[],
  wallet: Wallet,
  options: ListenerOptions,
): RequestListener {
  return listenerFor(servedUnder(contracts, wallet, options), options);
}

function listenerFor(served: readonly Served[], options: ListenerOptions): RequestListener {
  const core = createCallbackCore(served, options);
  const senderOf = options.allowedAddresses ? senderBehind(options.trustedProxies ?? []) : () => undefined;
  return (request, response) => {
    const arrivedAtMs = performance.now();
    const shed = core.shed(arrivedAtMs);
    if (shed) {
      // A request that is answered before its body has come would be kept until it has.
      passOver(request, () => sendReply(response, shed));
      return;
    }
    const { method = '', headers } = request;
    const head = { requestId: newRequestId(), method, headers, address: senderOf(request), arrivedAtMs };
    const answer = (reply: HttpReply): void => sendReply(response, reply, head.requestId);
    const refused = core.admit(head);
    if (refused) answer(refused);
    else {
      readBody(request, core.envelope.maxBodyBytes, (body) => {
        const answered = 'httpStatus' in body ? core.unreadable(head, body) : core.answer(head, body, validateRequest);
        if (answered instanceof Promise) void answered.then(answer);
        else answer(answered);
      });
    }
  };
}
