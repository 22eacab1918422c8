/** The typed client: one call for each command of a contract. The only file that knows openapi-fetch. */
import createFetchClient from 'openapi-fetch';
import { byCommand, type Contract } from '../contract/contract.ts';
import type { CallbackData, CommandOf, Messages } from '../contract/types.ts';
import { type CallOptions, type CallOutcome, type ClientOptions, callsTo, type Post } from './calls.ts';
import { Exchange } from './exchange.ts';
import { givenWith, noAnswer, noRequest } from './tricks/noRequest.ts';

export type { CallOptions, CallOutcome, ClientOptions };
export type { Exchange, ExchangeOptions, Received, Transport } from './exchange.ts';

/** Sends one command once, and tells what came of it; it rejects only on a bug. */
export type Call<M extends Messages<M>, C extends CommandOf<M>> = (
  data: CallbackData<M, C>,
  options?: CallOptions,
) => Promise<CallOutcome<M, C>>;

/** A call for each command of the contract, as in `CallbackClient<V1>`. */
export type CallbackClient<M extends Messages<M>> = { readonly [C in CommandOf<M>]: Call<M, C> };

/** Every command goes to the one URL; what its reply may be is told by the contract's own schemas. */
interface OneUrl {
  readonly '': {
    readonly post: { readonly requestBody: JsonBody<object>; readonly responses: { readonly 200: JsonBody<string> } };
  };
}

interface JsonBody<Content> {
  readonly content: { readonly 'application/json': Content };
}

/** A client of the operator at `options.url`. */
export function createCallbackClient<M extends Messages<M>>(
  contract: Contract<M>,
  options: ClientOptions,
): CallbackClient<M> {
  const { call, transport } = callsTo(contract, options);
  const http = createFetchClient<OneUrl>({
    baseUrl: options.url,
    Request: noRequest,
    fetch: async (request) => {
      const exchange = givenWith(request, 'exchange');
      if (!(exchange instanceof Exchange)) throw new Error('a call has no exchange');
      transport(exchange);
      await exchange.received;
      return noAnswer;
    },
  });
  const post: Post = async (body, exchange) => {
    const init = { exchange, bodySerializer: () => exchange.options.body };
    await http.POST('', { ...init, body });
    return exchange.received;
  };
  return byCommand<M, CallbackClient<M>>(
    contract,
    (command) =>
      (data, given = {}) =>
        call(command, data, given, post),
  );
}
