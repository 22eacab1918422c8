import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/postgres.ts';

/** A sample server of the pack, in the language and on the database of its name. */
export interface Sample {
  readonly file: string;
  /** Makes the tables, and runs the SQL of its standard input. */
  readonly setUp: readonly [program: string, ...args: string[]];
  readonly serve: (port: number) => readonly [program: string, ...args: string[]];
}

export const python: Sample = {
  file: 'python/callback.py',
  setUp: ['python3', 'callback.py'],
  serve: (port) => ['python3', 'callback.py', String(port)],
};

export const php: Sample = {
  file: 'php/callback.php',
  setUp: ['php', 'callback.php'],
  serve: (port) => ['php', '-S', `127.0.0.1:${port}`, 'callback.php'],
};

/** Why a sample can't be tried on this machine: a program that it needs, or a module of it, is not there. */
export function lacks(program: string, ...args: string[]): string | undefined {
  const { status } = spawnSync(program, args, { stdio: 'ignore' });
  return status === 0 ? undefined : [program, ...args].join(' ');
}

export interface Serving {
  readonly url: string;
  stop(): Promise<void>;
}

/** Writes the files of the pack's folder `samples/` into a folder, sets the sample up with this SQL, and starts it. */
export async function startSample(
  { file, setUp, serve }: Sample,
  files: ReadonlyMap<string, string>,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Serving> {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const options = {
    cwd: dirname(join(folder, file)),
    env: { PATH: process.env['PATH'], PHP_CLI_SERVER_WORKERS: '8', ...settings },
  };
  const [program, ...args] = setUp;
  const made = spawnSync(program, args, { ...options, input: files.get('players.sql') ?? '', encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`${file} was not set up: ${made.stdout}${made.stderr}`);
  const port = await freePort();
  const [server, ...flags] = serve(port);
  // A group of its own: PHP's workers outlive the process that began them.
  const child = spawn(server, flags, { ...options, stdio: 'ignore', detached: true });
  const url = `http://127.0.0.1:${port}/callback`;
  await untilAnswered(url, child);
  return { url, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}

async function untilAnswered(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answered = await fetch(url, { method: 'POST' }).catch(() => undefined);
    if (answered?.ok) return;
    await pause(50);
  }
  throw new Error(`the sample ended with exit code ${child.exitCode}`);
}
