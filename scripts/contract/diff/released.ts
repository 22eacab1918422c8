import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { InvalidInput } from '../../../src/cli/input.ts';
import type { Contract } from '../generate/contract.ts';

/** Where each released contract stays, as it was released. */
export function releasedFile(version: string): string {
  return `openapi/callbacks/v1/released/${version}.json`;
}

/** The released versions, oldest first. */
export async function releasedVersions(): Promise<string[]> {
  const files = await readdir('openapi/callbacks/v1/released').catch(() => []);
  return files.map((file) => file.replace(/\.json$/, '')).sort(compareVersions);
}

/** The released contract or the git revision that `reference` names. */
export async function contractOf(reference: string): Promise<Contract> {
  const released = await releasedVersions();
  if (released.includes(reference)) return read(await readFile(releasedFile(reference), 'utf8'));
  const shown = promisify(execFile)('git', ['show', `${reference}:generated/v1/openapi.json`], { maxBuffer: 2 ** 26 });
  const { stdout } = await shown.catch(() => {
    throw new InvalidInput([
      `${reference} is neither a released contract nor a git revision with generated/v1/openapi.json.\nReleased: ${released.join(', ') || 'none'}. A git revision is a tag, a branch or a commit, as in main~5.`,
    ]);
  });
  return read(stdout);
}

/** The contract in a generated file, without the generator's mark. */
export function read(json: string): Contract {
  const { 'x-generated': _mark, ...contract } = JSON.parse(json) as Contract & { 'x-generated'?: string };
  return contract;
}

export function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
