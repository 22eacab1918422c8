import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redocly } from '../redocly.ts';
import type { Contract } from './contract.ts';

/** Bundles the split contract in `folder` into one document; two components of one name are an error. */
export async function bundle(folder: string): Promise<Contract> {
  const scratch = await mkdtemp(join(tmpdir(), 'contract-'));
  try {
    const output = join(scratch, 'openapi.json');
    await redocly([
      'bundle',
      join(folder, 'openapi.yaml'),
      '--config',
      join(folder, 'redocly.yaml'),
      '--component-renaming-conflicts-severity',
      'error',
      '--output',
      output,
    ]);
    return JSON.parse(await readFile(output, 'utf8')) as Contract;
  } finally {
    await rm(scratch, { recursive: true });
  }
}
