import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { InvalidInput } from '../../../src/cli/input.ts';
import { redocly } from '../redocly.ts';
import type { Contract } from './contract.ts';
import { mistakesIn } from './shape.ts';

/** What the contracts share, and how Redocly reads all of them. */
const sharedSchemas = 'openapi/schemas';
const redoclyConfig = 'openapi/redocly.yaml';

/** Bundles the split contract in `folder` into one document. Throws `InvalidInput`. */
export async function bundle(folder: string): Promise<Contract> {
  const bundled = await bundleOf(folder);
  const mistakes = mistakesIn(bundled);
  if (mistakes.length > 0) throw new InvalidInput(mistakes);
  return bundled as Contract;
}

/** Bundles any split document; two components of one name are an error. Throws `InvalidInput`. */
export async function bundleOf(folder: string): Promise<object> {
  const misspelt = [folder, sharedSchemas].flatMap(errorsIn);
  if (misspelt.length > 0) throw new InvalidInput(misspelt);
  const scratch = await mkdtemp(join(tmpdir(), 'contract-'));
  try {
    const output = join(scratch, 'openapi.json');
    await redocly([
      'bundle',
      join(folder, 'openapi.yaml'),
      '--config',
      redoclyConfig,
      '--component-renaming-conflicts-severity',
      'error',
      '--output',
      output,
    ]);
    return JSON.parse(await readFile(output, 'utf8')) as object;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

function errorsIn(folder: string): string[] {
  return globSync('**/*.yaml', { cwd: folder })
    .sort()
    .flatMap((file) => firstError(join(folder, file)));
}

/** Redocly tells of a file that is no YAML once for each reference to it. */
function firstError(file: string): string[] {
  const [error] = parseDocument(readFileSync(file, 'utf8')).errors;
  if (error === undefined) return [];
  const [{ line, col }] = error.linePos ?? [{ line: 1, col: 1 }];
  return [`${file}:${line}:${col}: ${error.message.split(/ at line \d+|\n/, 1)[0]}`];
}
