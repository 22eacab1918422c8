/** The endpoint on plain `node:http`, validated by what was compiled from the contract: the quick way. */
import type { RequestListener } from 'node:http';
import { senderBehind } from './addresses.ts';
import { passOver, readBody } from './body.ts';
import { validateRequest } from './validateRequest.ts';
import { usualDecimals } from '../contract/money.ts';
import type { AnyContract, Contract } from '../contract/contract.ts';
import type { Messages } from '../contract/types.ts';
import { type AnswerOptions, createCallbackCore, type HttpReply, type ServerOptions } from './core.ts';
import type { CallbackHandlers } from './handler.ts';
import type { ProviderDirectory } from './providers.ts';
import { oneProvider, type Recognition, severalProviders } from './recognition.ts';
import { onlyProvider, servedByHandlers, servedUnder, type Wallet } from './served.ts';
import { sendReply } from './reply.ts';
import { newRequestId } from './requestId.ts';

/** How a sender's address is told without Express. */
export interface ProxyOptions {
  /**
   * Whose `X-Forwarded-For` tells the sender's address, which `allowedAddresses` looks at: addresses and networks, as in
   * `192.0.2.7` and `10.0.0.0/8`. Nobody's when it is not given.
   */
  readonly trustedProxies?: readonly string[] | undefined;
}

/** How the callbacks of one provider are answered without Express. */
export interface ListenerOptions extends ServerOptions, ProxyOptions {}

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
  const { currencyDecimals = usualDecimals } = options;
  return listenerFor(oneProvider([servedByHandlers(contract, handlers, currencyDecimals)], options), options);
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
  const { currencyDecimals = usualDecimals } = options;
  return listenerFor(oneProvider(servedUnder(contracts, wallet, currencyDecimals, onlyProvider), options), options);
}

/**
 * The same for several providers on one URL: the token tells whose request it is, and with that the contracts, the allowed
 * addresses, the decimals and whether it has to be signed. `providers` is asked at each request and has to answer at once, so that
 * a change needs no restart.
 */
export function createProvidersListener(
  providers: () => ProviderDirectory,
  wallet: Wallet,
  options: AnswerOptions & ProxyOptions = {},
): RequestListener {
  return listenerFor(severalProviders(providers, wallet), options);
}

function listenerFor(recognition: Recognition, options: AnswerOptions & ProxyOptions): RequestListener {
  const core = createCallbackCore(recognition, options);
  const senderOf = senderBehind(options.trustedProxies ?? []);
  return (request, response) => {
    const arrivedAtMs = performance.now();
    const shed = core.shed(arrivedAtMs);
    if (shed) {
      // A request that is answered before its body has come would be kept until it has.
      passOver(request, () => sendReply(response, shed));
      return;
    }
    const { method = '', headers } = request;
    const head = { requestId: newRequestId(), method, headers, address: () => senderOf(request), arrivedAtMs };
    const answer = (reply: HttpReply): void => sendReply(response, reply, head.requestId);
    const admitted = core.admit(head);
    if ('httpStatus' in admitted) answer(admitted);
    else {
      readBody(request, admitted.maxBodyBytes, (body) => {
        const answered =
          'httpStatus' in body ? core.unreadable(admitted, body) : core.answer(admitted, body, validateRequest);
        if (answered instanceof Promise) void answered.then(answer);
        else answer(answered);
      });
    }
  };
}
