/** A typed client of the relay's API, for game servers in TypeScript: `seamless-callback-kit/relay`. */
import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './types.ts';

export type {
  Answer,
  BetOutcome,
  CancelRequest,
  Delivery,
  DeliveryPage,
  DeliveryWithAttempts,
  Movement,
  Operator,
  Pending,
  Problem,
  Selection,
  SettledOutcome,
  Settlement,
  SettlementPage,
  StatusAnswer,
  Worked,
} from './types.ts';
export type { paths } from './types.ts';

/** Where a relay is, and by which key it is called. */
export interface RelayClientOptions {
  /** As in `http://127.0.0.1:8090`. */
  readonly url: string;
  readonly key: string;
  /** Sends the requests, in place of the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * Every path of the API with its types, as in `client.POST('/operators/{operator}/bets', …)`. A call resolves `data`, or a `Problem` as `error`;
 * it rejects when there is no connection.
 */
export type RelayClient = Client<paths>;

export function createRelayClient({ url, key, fetch }: RelayClientOptions): RelayClient {
  const headers = { authorization: `Bearer ${key}` };
  return createFetchClient<paths>({ baseUrl: url, headers, ...(fetch && { fetch }) });
}
