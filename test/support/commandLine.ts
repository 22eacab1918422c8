import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/run.ts';

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process. */
export async function seamless(args: string[], environment: Record<string, string> = {}): Promise<Printed> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, environment, { out: (line) => void out.push(line), err: (line) => void err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** Only root may become another user. */
export const mayBeNobody = process.getuid?.() === 0;

/** Runs the command line in a process of a user who owns nothing. */
export function seamlessAsNobody(args: readonly string[]): Printed {
  const nobody = 65_534;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli/seamless.ts', ...args], {
    uid: nobody,
    gid: nobody,
    encoding: 'utf8',
  });
  return { code: status ?? -1, out: stdout.trimEnd(), err: stderr.trimEnd() };
}

export interface Serving {
  readonly process: ChildProcess;
  readonly url: string;
  /** Where its probes and metrics are. */
  readonly insideUrl: string;
  readonly token: string;
  /** What it has printed to stderr. */
  said(): string;
  /** What it has logged to stdout. */
  logged(): string;
  /** Resolves its exit code. */
  readonly exited: Promise<number | null>;
}

/** Starts the server in a process of its own and waits until it serves. */
export async function startServe(args: string[], environment: Record<string, string> = {}): Promise<Serving> {
  const child = spawn(
    process.execPath,
    ['src/cli/seamless.ts', 'serve', '--port', '0', '--inside-port', '0', ...args],
    {
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  let logged = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', () => {
      const found = /served at (\S+)\./.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the server did not start: ${said}`)));
  });
  const insideUrl = /inside at (\S+):/.exec(said)?.[1] ?? '';
  const token = /callback-token: ([^']+)'/.exec(said)?.[1] ?? '';
  return { process: child, url, insideUrl, token, said: () => said, logged: () => logged, exited };
}

/** A folder of its own for a test; the second value removes it. */
export function scratch(): [folder: string, remove: () => void] {
  const folder = mkdtempSync(join(tmpdir(), 'seamless-'));
  return [folder, () => rmSync(folder, { recursive: true })];
}
