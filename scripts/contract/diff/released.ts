import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvalidInput } from '../../../src/cli/input.ts';
import { folderOf, generatedFile, withoutMark } from '../contracts.ts';
import type { Contract } from '../generate/contract.ts';

/** Where what is released of a contract stays, as it was released. */
export function releasedFolder(name: string): string {
  return join(folderOf(name), 'released');
}

export function releasedFile(name: string, version: string): string {
  return join(releasedFolder(name), `${version}.json`);
}

/** The released versions of a contract, oldest first. */
export async function releasedVersions(name: string): Promise<string[]> {
  const files = await readdir(releasedFolder(name)).catch(() => []);
  return files.map((file) => file.replace(/\.json$/, '')).sort(compareVersions);
}

/** The contract as it was released, or as it was in a git revision, whichever `reference` names. */
export async function contractOf(name: string, reference: string): Promise<Contract> {
  const released = await releasedVersions(name);
  if (released.includes(reference)) return withoutMark(await readFile(releasedFile(name, reference), 'utf8'));
  const file = generatedFile(name, 'openapi.json');
  const shown = promisify(execFile)('git', ['show', `${reference}:${file}`], { maxBuffer: 2 ** 26 });
  const { stdout } = await shown.catch(() => {
    throw new InvalidInput([
      `${reference} is neither a released version of ${name}, nor another contract, nor a git revision with ${file}.\nReleased: ${released.join(', ') || 'none'}. A git revision is a tag, a branch or a commit, as in main~5.`,
    ]);
  });
  return withoutMark(stdout);
}

export function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
