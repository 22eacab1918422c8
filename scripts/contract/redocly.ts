import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InvalidInput } from '../../src/cli/input.ts';

/** Runs the pinned Redocly and resolves what it prints; it reports to nobody and looks for no update. Throws `InvalidInput` with what it minds. */
export async function redocly(args: string[]): Promise<string> {
  const cli = new URL(import.meta.resolve('@redocly/cli/bin/cli.js')).pathname;
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const ran = promisify(execFile)(process.execPath, [cli, ...args], { env, maxBuffer: 2 ** 26 });
  const { stdout } = await ran.catch((error: unknown) => {
    const printed =
      typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error);
    throw new InvalidInput([`redocly ${args[0] ?? ''} failed:\n${printed.trim()}`]);
  });
  return stdout;
}
