/** What `work` resolves, or nothing when it takes longer, or `over` aborts. */
export function within<Result>(work: Promise<Result>, waitMs: number, over?: AbortSignal): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve(undefined);
    const late = setTimeout(giveUp, over?.aborted ? 0 : waitMs);
    over?.addEventListener('abort', giveUp);
    void work.then(resolve, reject).finally(() => {
      clearTimeout(late);
      over?.removeEventListener('abort', giveUp);
    });
  });
}
