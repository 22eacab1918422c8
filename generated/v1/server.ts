// Made by `npm run generate` from contract 1.0.0, openapi.json with SHA-256 19f59bf105852a567dea970e25fa8c54523b48cf1632003beb2f9dfecce51774. Do not edit.
import type { CallbackHandler } from '../../src/edge/handler.ts';

export { createCallbackListener } from '../../src/edge/listener.ts';
export { createCallbackRouter } from '../../src/edge/router.ts';

/**
 * What an operator implements: one function per command. Each gets the data of its own request (money as `bigint` in minor
 * units, ids exact), the checks to make in the order in which to make them, and the context of the call, and resolves one of
 * its own command's replies. A function that throws says that it cannot know whether money moved: the
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
  authenticate: CallbackHandler<'authenticate'>;

  /**
   * What does the player have?
   *
   * Sent while the player plays. Nothing moves.
   *
   * Checks asked for: 21,22.
   *
   * Answer within 2000 ms; `context.signal` aborts then.
   */
  balance: CallbackHandler<'balance'>;

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
  bet: CallbackHandler<'bet'>;

  /**
   * Give the player a win
   *
   * Adds `amount` to the balance, once, however often it is sent. Sent for lost rounds too, with amount 0.
   *
   * Checks asked for: 21,22,41.
   *
   * Answer within 4000 ms; `context.signal` aborts then.
   */
  win: CallbackHandler<'win'>;

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
  cancel: CallbackHandler<'cancel'>;

  /**
   * What became of a transaction?
   *
   * Nothing moves. `trans_id` comes back digit for digit, in the JSON type in which it was asked.
   *
   * Checks asked for: 21,42.
   *
   * Answer within 4000 ms; `context.signal` aborts then.
   */
  status: CallbackHandler<'status'>;
}
