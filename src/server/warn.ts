/** Tells the process of an error that must not end it. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
