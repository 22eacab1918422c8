import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The contract as one HTML page. */
export async function docsPage(): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'docs-'));
  try {
    const page = join(scratch, 'docs.html');
    const cli = new URL(import.meta.resolve('@redocly/cli/bin/cli.js')).pathname;
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    await promisify(execFile)(process.execPath, [cli, 'build-docs', 'generated/openapi.json', '--inlineBundle', '--output', page], { env });
    return await readFile(page, 'utf8');
  } finally {
    await rm(scratch, { recursive: true });
  }
}
