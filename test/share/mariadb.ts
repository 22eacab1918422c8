/** MariaDB as Debian has it, with a folder of its own. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/postgres.ts';

/** Where the server is also for those who are not root. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

/** Why there is none, if so. */
export const missing = ((): string | undefined =>
  spawnSync('mariadbd', ['--version'], { env }).status === 0 ? undefined : 'mariadbd is not installed')();

export interface MariaDb {
  /** Makes a database, and resolves how PDO reaches it. */
  createDatabase(name: string): string;
  stop(): Promise<void>;
}

export async function startMariaDb(folder: string): Promise<MariaDb> {
  const port = await freePort();
  const socket = join(folder, 'socket');
  // Only when it is told so does the server run as root.
  const place = [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
  execFileSync('mariadb-install-db', [...place, '--auth-root-authentication-method=normal', '--skip-test-db'], {
    env,
    stdio: 'pipe',
  });
  const flags = [
    `--socket=${socket}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--pid-file=${join(folder, 'pid')}`,
  ];
  const child = spawn('mariadbd', [...place, ...flags], { env, stdio: 'ignore' });
  const sql = (text: string): boolean =>
    spawnSync('mariadb', ['--no-defaults', `--socket=${socket}`, '--user=root', '--execute', text], { stdio: 'pipe' })
      .status === 0;
  while (!sql('DO 0')) {
    if (child.exitCode !== null) throw new Error(`mariadbd ended with exit code ${child.exitCode}`);
    await pause(100);
  }
  return {
    createDatabase: (name) => {
      if (!sql(`CREATE DATABASE ${name}`)) throw new Error(`MariaDB makes no database ${name}`);
      return `mysql:host=127.0.0.1;port=${port};dbname=${name};user=root;password=`;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
