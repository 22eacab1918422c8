import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

async function redocly(args: string[]): Promise<void> {
  const cli = new URL(import.meta.resolve('@redocly/cli/bin/cli.js')).pathname;
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  await promisify(execFile)(process.execPath, [cli, ...args], { env }).catch((error: unknown) => {
    const printed = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`redocly ${args[0] ?? ''} failed:\n${printed}`);
  });
}
