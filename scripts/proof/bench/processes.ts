import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('process.ts', import.meta.url));

/** Bets per second of three processes together, each with its share of what waits. */
export async function threeProcesses(
  url: string,
  concurrency: number,
  on: 'spread' | 'hot',
  seconds: number,
): Promise<number> {
  const args = [script, url, String(Math.ceil(concurrency / 3)), on, String(seconds)];
  const printed = await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, args)));
  return printed.reduce((sum, { stdout }) => sum + Number(stdout), 0);
}
