import { execFile, execFileSync, fork } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startFlags } from '../../../../src/process/tricks/startFlags.ts';
import type { Load, Seen } from './load.ts';

export interface Running {
  readonly url: string;
  readonly readyAfterMs: number;
  /** In bytes. */
  resident(): Promise<number>;
  stop(): Promise<void>;
}

const pinned = ((): boolean => {
  try {
    return execFileSync('taskset', ['-c', '1', 'true']).length === 0;
  } catch {
    console.error('taskset can not pin to a second core here: servers and load share what there is');
    return false;
  }
})();

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A contender on the first core; its log goes to a file, as a log does. */
export async function start(name: string, database: string): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'contender-'));
  const log = openSync(join(folder, 'log'), 'w');
  const begunMs = performance.now();
  // Whose memory is watched: left to itself, a heap may take half as much again before it is collected, and nothing of it is kept.
  const flags = /^(server|stub)\./.test(name) ? [...startFlags] : [];
  const onFirstCore = pinned
    ? { execPath: 'taskset', execArgv: ['-c', '0', process.execPath, ...flags] }
    : { execArgv: flags };
  const child = fork(script('contender.ts'), [name, database], {
    ...onFirstCore,
    stdio: ['ignore', log, 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const told = <Message>() =>
    new Promise<Message>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Message));
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
    });
  const url = await told<string>();
  return {
    url,
    readyAfterMs: performance.now() - begunMs,
    resident: () => {
      child.send('resident?');
      return told<number>();
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Loads a server from the second core. */
export async function loadOn(load: Load): Promise<Seen> {
  const command = [
    ...(pinned ? ['taskset', '-c', '1'] : []),
    process.execPath,
    script('load.ts'),
    JSON.stringify(load),
  ];
  const [program = '', ...args] = command;
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 10_000_000 });
  return JSON.parse(stdout) as Seen;
}
