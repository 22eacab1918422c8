// Made by `npm run generate` from contract 1.0.0, openapi.json with SHA-256 19f59bf105852a567dea970e25fa8c54523b48cf1632003beb2f9dfecce51774. Do not edit.
import type { RequestListener } from 'node:http';
import type { Router } from 'express';
import type { CallbackData, CallbackReply } from '../src/contract/types.ts';
import type { CallbackContext, ServerOptions } from '../src/edge/core.ts';
import { listenerFor, type ListenerOptions } from '../src/edge/listener.ts';
import { routerFor } from '../src/edge/router.ts';
import type { Check } from './protocol.ts';

/**
 * What an operator implements: one function per command. Each gets the data of its own request, the
 * checks to make in the order in which to make them, and the context of the call, and returns one of its
 * own command's replies. A function that throws says that it cannot know whether money moved: the
 * provider gets HTTP 500 and repeats or cancels. When nothing moved, return a reply that says so.
 */
export interface CallbackHandlers {
  /**
   * Does the player exist?
   *
   * Sent when the provider creates the player or launches a game. Tells that the account is known,
   * and its balance. Nothing moves.
   *
   * Checks asked for: 21.
   *
   * Answer within 4000 ms; `context.signal` aborts then.
   */
  authenticate(data: CallbackData<'authenticate'>, checks: readonly Check[], context: CallbackContext): Promise<CallbackReply<'authenticate'>>;

  /**
   * What does the player have?
   *
   * Sent while the player plays. Nothing moves.
   *
   * Checks asked for: 21,22.
   *
   * Answer within 2000 ms; `context.signal` aborts then.
   */
  balance(data: CallbackData<'balance'>, checks: readonly Check[], context: CallbackContext): Promise<CallbackReply<'balance'>>;

  /**
   * Take a stake from the player
   *
   * Takes `amount` from the balance, once, however often it is sent. A bet that is not answered in time,
   * or answered with HTTP 500, is not repeated: a `cancel` of its `trans_id` follows.
   *
   * Checks asked for: 21,22,41,31.
   *
   * Answer within 2000 ms; `context.signal` aborts then.
   */
  bet(data: CallbackData<'bet'>, checks: readonly Check[], context: CallbackContext): Promise<CallbackReply<'bet'>>;

  /**
   * Give the player a win
   *
   * Adds `amount` to the balance, once, however often it is sent. Sent for lost rounds too, with amount 0.
   *
   * Checks asked for: 21,22,41.
   *
   * Answer within 4000 ms; `context.signal` aborts then.
   */
  win(data: CallbackData<'win'>, checks: readonly Check[], context: CallbackContext): Promise<CallbackReply<'win'>>;

  /**
   * Undo a bet or a win
   *
   * `trans_id` is the transaction to undo: a stake is given back, a win is taken back even if it was spent.
   * The same answer comes however often it is sent. Of an unknown transaction it is remembered: should the
   * transaction arrive later, it moves nothing.
   *
   * Checks asked for: 21,22,42.
   *
   * Answer within 4000 ms; `context.signal` aborts then.
   */
  cancel(data: CallbackData<'cancel'>, checks: readonly Check[], context: CallbackContext): Promise<CallbackReply<'cancel'>>;

  /**
   * What became of a transaction?
   *
   * Nothing moves. `trans_id` comes back digit for digit, in the JSON type in which it was asked.
   *
   * Checks asked for: 21,42.
   *
   * Answer within 4000 ms; `context.signal` aborts then.
   */
  status(data: CallbackData<'status'>, checks: readonly Check[], context: CallbackContext): Promise<CallbackReply<'status'>>;
}

/**
 * An Express router that serves `handlers` on the path it is mounted at: token check, exact JSON,
 * validation by express-openapi-validator, reply check and error mapping included. Mount it before any
 * body parser. With `allowedAddresses` the app's setting `trust proxy` tells whose word on the sender counts.
 */
export function createCallbackRouter(handlers: CallbackHandlers, options: ServerOptions): Router {
  return routerFor(handlers, options);
}

/**
 * The same for a server of `node:http` without Express, several times as fast: a listener that serves
 * `handlers` for every request it is given. Which path that is, is its caller's to say.
 */
export function createCallbackListener(handlers: CallbackHandlers, options: ListenerOptions): RequestListener {
  return listenerFor(handlers, options);
}
