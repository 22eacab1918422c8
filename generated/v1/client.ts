// Made by `npm run generate` from contract 1.0.0, openapi.json with SHA-256 19f59bf105852a567dea970e25fa8c54523b48cf1632003beb2f9dfecce51774. Do not edit.
import createFetchClient from 'openapi-fetch';
import type { CallbackData } from '../../src/contract/types.ts';
import { type CallOptions, type CallOutcome, type ClientOptions, callsTo } from '../../src/delivery/calls.ts';
import type { webhooks } from './types.ts';

export type { CallOptions, CallOutcome, ClientOptions };

/** One virtual path per command, so that each request has the replies of its own command. */
interface CallbackPaths {
  '/callback/authenticate': webhooks['authenticate'];
  '/callback/balance': webhooks['balance'];
  '/callback/bet': webhooks['bet'];
  '/callback/win': webhooks['win'];
  '/callback/cancel': webhooks['cancel'];
  '/callback/status': webhooks['status'];
}

/** Each method sends its command once and tells what came of it; it rejects only on a bug. */
export interface CallbackClient {
  /**
   * Does the player exist?
   *
   * Sent when the provider creates the player or launches a game. Tells that the account is known,
   * and its balance. Nothing moves.
   *
   * Checks asked for: 21.
   *
   * An answer counts within 4000 ms.
   */
  authenticate(data: CallbackData<'authenticate'>, options?: CallOptions): Promise<CallOutcome<'authenticate'>>;

  /**
   * What does the player have?
   *
   * Sent while the player plays. Nothing moves.
   *
   * Checks asked for: 21,22.
   *
   * An answer counts within 2000 ms.
   */
  balance(data: CallbackData<'balance'>, options?: CallOptions): Promise<CallOutcome<'balance'>>;

  /**
   * Take a stake from the player
   *
   * Takes `amount` from the balance, once, however often it is sent. A bet that is not answered in time,
   * or answered with HTTP 500, is not repeated: a `cancel` of its `trans_id` follows.
   *
   * Checks asked for: 21,22,41,31.
   *
   * An answer counts within 2000 ms.
   */
  bet(data: CallbackData<'bet'>, options?: CallOptions): Promise<CallOutcome<'bet'>>;

  /**
   * Give the player a win
   *
   * Adds `amount` to the balance, once, however often it is sent. Sent for lost rounds too, with amount 0.
   *
   * Checks asked for: 21,22,41.
   *
   * An answer counts within 4000 ms.
   */
  win(data: CallbackData<'win'>, options?: CallOptions): Promise<CallOutcome<'win'>>;

  /**
   * Undo a bet or a win
   *
   * `trans_id` is the transaction to undo: a stake is given back, a win is taken back even if it was spent.
   * The same answer comes however often it is sent. Of an unknown transaction it is remembered: should the
   * transaction arrive later, it moves nothing.
   *
   * Checks asked for: 21,22,42.
   *
   * An answer counts within 4000 ms.
   */
  cancel(data: CallbackData<'cancel'>, options?: CallOptions): Promise<CallOutcome<'cancel'>>;

  /**
   * What became of a transaction?
   *
   * Nothing moves. `trans_id` comes back digit for digit, in the JSON type in which it was asked.
   *
   * Checks asked for: 21,42.
   *
   * An answer counts within 4000 ms.
   */
  status(data: CallbackData<'status'>, options?: CallOptions): Promise<CallOutcome<'status'>>;
}

/** A client of the operator at `options.url`. */
export function createCallbackClient(options: ClientOptions): CallbackClient {
  const { call, fetch, headers } = callsTo(options);
  const http = createFetchClient<CallbackPaths>({ baseUrl: options.url, fetch, headers });
  return {
    authenticate: (data, options) =>
      call('authenticate', options, (envelope, init) =>
        http.POST('/callback/authenticate', { ...init, body: { command: 'authenticate', data, ...envelope } }),
      ),
    balance: (data, options) =>
      call('balance', options, (envelope, init) =>
        http.POST('/callback/balance', { ...init, body: { command: 'balance', data, ...envelope } }),
      ),
    bet: (data, options) =>
      call('bet', options, (envelope, init) =>
        http.POST('/callback/bet', { ...init, body: { command: 'bet', data, ...envelope } }),
      ),
    win: (data, options) =>
      call('win', options, (envelope, init) =>
        http.POST('/callback/win', { ...init, body: { command: 'win', data, ...envelope } }),
      ),
    cancel: (data, options) =>
      call('cancel', options, (envelope, init) =>
        http.POST('/callback/cancel', { ...init, body: { command: 'cancel', data, ...envelope } }),
      ),
    status: (data, options) =>
      call('status', options, (envelope, init) =>
        http.POST('/callback/status', { ...init, body: { command: 'status', data, ...envelope } }),
      ),
  };
}
