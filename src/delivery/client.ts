/** The typed client: one call for each command of a contract. The only file that knows openapi-fetch. */
import createFetchClient from 'openapi-fetch';
import { byCommand, type Contract } from '../contract/contract.ts';
import type { CallbackData, CommandOf, Messages } from '../contract/types.ts';
import { type CallOptions, type CallOutcome, type ClientOptions, callsTo, type Post } from './calls.ts';

export type { CallOptions, CallOutcome, ClientOptions };

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
  const { call, fetch, headers } = callsTo(contract, options);
  const http = createFetchClient<OneUrl>({ baseUrl: options.url, fetch, headers });
  const post: Post = (body, init) => http.POST('', { ...init, body });
  return byCommand<M, CallbackClient<M>>(
    contract,
    (command) =>
      (data, given = {}) =>
        call(command, data, given, post),
  );
}
