/** PgBouncer as Debian has it, in front of a cluster. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseOwner } from './postgres/programs.ts';
import { freePort } from './postgres.ts';

/** Where it is also for those who are not root. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

/** Why there is none, if so. */
export const missing = ((): string | undefined => {
  try {
    execFileSync('pgbouncer', ['--version'], { env, stdio: 'pipe' });
    return undefined;
  } catch {
    return 'pgbouncer is not installed';
  }
})();

export interface Pooler {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startPgBouncer(
  to: number,
  mode: 'session' | 'transaction' | 'statement',
  poolSize: number,
): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const settings = join(folder, 'pgbouncer.ini');
  writeFileSync(join(folder, 'users'), '"postgres" ""\n');
  writeFileSync(
    settings,
    `[databases]
* = host=127.0.0.1 port=${to}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users')}
pool_mode = ${mode}
default_pool_size = ${poolSize}
`,
  );
  const child = spawn('pgbouncer', [settings], { ...databaseOwner(folder), env, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => chunk.toString().includes('process up') && resolve());
    child.once('exit', () => reject(new Error('pgbouncer does not start')));
  });
  return {
    port,
    stop: async () => {
      child.kill('SIGQUIT');
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}
