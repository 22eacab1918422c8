/** Who only looks on, and must not change what becomes of what is looked at: by then money may have moved. */

/** Tells `observer` of something; what it throws, or rejects with, becomes a warning of the process. */
export function tell<Event>(observer: ((event: Event) => unknown) | undefined, event: Event): void {
  try {
    const told = observer?.(event);
    if (told instanceof Promise) told.catch(warn);
  } catch (error) {
    warn(error);
  }
}

/** Tells the process of an error that must not end it. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
