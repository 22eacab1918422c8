/**
 * Hearing for certain that a call's time is over.
 *
 * - Leans on how Node keeps signals: it holds the links between a signal and those that follow it only weakly, so that a
 *   request may never hear of the abort once the garbage collector has cut them. A listener, and what is used later, is kept.
 * - Needed for correctness: without it a call whose time is over may wait on (`test/delivery/client.test.ts`, "also when the
 *   garbage is collected meanwhile"). It buys no speed.
 * - Can go when a signal that is waited for is never collected, with all that lies between it and its source.
 */

/** Rejects when the signal aborts; to be raced with the request that has the same signal. */
export function rejectsWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => reject(new Error('the call is over'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Throws when one of the requests is aborted; called behind an answer, it keeps them, and their signals, until then. */
export function throwIfAborted(...requests: readonly Request[]): void {
  for (const { signal } of requests) signal.throwIfAborted();
}
