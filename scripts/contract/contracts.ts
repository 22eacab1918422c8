/** The contracts between provider and operator: each is a folder in `openapi/callbacks/`, and nothing else lists them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const contractsFolder = 'openapi/callbacks';

/** Their names, as in `v1`. */
export async function contractNames(): Promise<string[]> {
  const entries = await readdir(contractsFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

export function folderOf(name: string): string {
  return join(contractsFolder, name);
}
