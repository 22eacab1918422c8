/** What answers a command: a function of the operator's, and what it is told of the call. */
import type { Caught } from '../contract/callback.ts';
import type { CallbackData, CallbackReply, CheckOf, CommandOf, Messages } from '../contract/types.ts';

/** What a handler is told of a call beside the data of its request. */
export interface CallbackContext {
  /** Unique for each callback; the answer has it as its header `X-Request-Id`, and the observed event too. */
  readonly requestId: string;
  /**
   * When the provider stops waiting for the answer, in milliseconds on the clock of `performance.now()`: the arrival of the
   * request's head and the command's `x-delivery.deadlineMs` of the contract.
   */
  readonly deadlineAtMs: number;
  /** Aborts at the deadline, with a `TimeoutError`. What has not begun by then need not begin. */
  readonly signal: AbortSignal;
  /** Adds a word to the `notes` of the event that is observed of this callback. The provider does not see it. */
  readonly note: (note: string) => void;
}

/**
 * Answers one command. It gets the data of the request, the checks to make in the order in which to make them, and the
 * context of the call, and resolves one of its own command's replies. When it throws or rejects, the provider gets HTTP 500.
 */
export type CallbackHandler<M extends Messages<M>, C extends CommandOf<M>> = (
  data: CallbackData<M, C>,
  checks: readonly CheckOf<M, C>[],
  context: CallbackContext,
) => Promise<CallbackReply<M, C>>;

/**
 * What an operator implements: one function for each command of the contract, as in `CallbackHandlers<V1>`. Each gets the data of its own request
 * (money as `bigint` in minor units, ids exact), the checks to make in the order in which to make them, and the context of
 * the call, and resolves one of its own command's replies. A function that throws says that it cannot know whether money
 * moved: the provider gets HTTP 500 and repeats or cancels. When nothing moved, return a reply that says so.
 */
export type CallbackHandlers<M extends Messages<M>> = { readonly [C in CommandOf<M>]: CallbackHandler<M, C> };

/** The context of one call, with the notes that its handler has made. */
export class NotedContext implements CallbackContext {
  readonly requestId: string;
  readonly deadlineAtMs: number;
  readonly notes: string[] = [];
  /** What the guards of a wallet caught. */
  caught: readonly Caught[] = [];
  #signal: AbortSignal | undefined;

  constructor(requestId: string, deadlineAtMs: number) {
    this.requestId = requestId;
    this.deadlineAtMs = deadlineAtMs;
  }

  readonly note = (note: string): void => void this.notes.push(note);

  /** Made when it is first asked for: most handlers never look at it, and its timer would cost more than the rest. */
  get signal(): AbortSignal {
    return (this.#signal ??= AbortSignal.timeout(Math.max(0, Math.ceil(this.deadlineAtMs - performance.now()))));
  }
}
