import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs the pinned Redocly CLI, which neither reports home nor asks for updates; throws what it printed when it fails. */
export async function redocly(args: string[]): Promise<void> {
  const cli = new URL(import.meta.resolve('@redocly/cli/bin/cli.js')).pathname;
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  await promisify(execFile)(process.execPath, [cli, ...args], { env }).catch((error: unknown) => {
    const printed = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`redocly ${args[0] ?? ''} failed:\n${printed}`);
  });
}
