import { GCProfiler, type HeapSpaceStatistics } from 'node:v8';

/** How many bytes grow old in `work`: V8 moves what it finds in use twice to where only a major collection looks. */
export async function growsOld(work: () => Promise<void>): Promise<number> {
  const profiler = new GCProfiler();
  profiler.start();
  await work();
  const minor = profiler.stop().statistics.filter(({ gcType }) => gcType === 'Scavenge');
  if (minor.length < 3) throw new Error(`${minor.length} collections tell nothing`);
  return minor.reduce(
    (sum, { beforeGC, afterGC }) => sum + old(afterGC.heapSpaceStatistics) - old(beforeGC.heapSpaceStatistics),
    0,
  );
}

function old(spaces: readonly HeapSpaceStatistics[]): number {
  return spaces.find(({ spaceName }) => spaceName === 'old_space')?.spaceUsedSize ?? 0;
}

/** Leaves about as much garbage as so many callbacks do over HTTP. */
export function litter(callbacks: number): void {
  for (let callback = 0; callback < callbacks; callback++) Array.from({ length: 400 }, () => ({}));
}
