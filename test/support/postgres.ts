/** A PostgreSQL server of our own, for tests and benchmarks: real, durable, and free to be killed. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { databaseOwner, reachableBinaries } from './postgres/programs.ts';

export interface Cluster {
  readonly port: number;
  /** A new database, by its URL; every connection to it gets `settings`. */
  createDatabase(settings?: Readonly<Record<string, string>>): Promise<string>;
  /** Ends the server as a crash does: SIGKILL, nothing is flushed. */
  kill(): Promise<void>;
  /** Ends the server in good order: everything is flushed. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** While the server is down: copies its data aside. */
  copyAside(): Promise<void>;
  /** While the server is down: puts the copy in the place of its data. What was committed since is lost. */
  putBack(): Promise<void>;
  /** A standby of its own, which streams from this machine's port `through`. */
  startStandby(through: number): Promise<Standby>;
  /** Stops the server, and its standby, and removes its data. */
  remove(): Promise<void>;
}

export interface Standby {
  readonly port: number;
  /** Whether it has all that the primary has. */
  caughtUp(): Promise<boolean>;
  /** Makes it the primary. */
  promote(): Promise<void>;
}

/** Where a fresh server answers, and how long it may take to come back from a crash. */
const startWithinMs = 30_000;

export async function startCluster(flags: readonly string[] = []): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  chmodSync(folder, 0o755);
  const binaries = reachableBinaries(folder);
  const [data, aside, lost, standbyData] = [
    join(folder, 'data'),
    join(folder, 'aside'),
    join(folder, 'lost'),
    join(folder, 'standby'),
  ];
  const owner = databaseOwner(folder);
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--locale=C', '--encoding=UTF8'],
    { ...owner, stdio: 'pipe' },
  );
  const server = postgres(join(binaries, 'postgres'), owner, data, await freePort(), flags);
  const copyTo = async (to: string): Promise<void> => {
    await rm(to, { recursive: true, force: true });
    await promisify(execFile)('cp', ['-a', data, to]);
  };
  let standby: Server | undefined;
  let databases = 0;
  let lostIsRemoved = Promise.resolve();

  await server.start();
  return {
    port: server.port,
    createDatabase: async (given = {}) => {
      const name = `db${++databases}`;
      await withClient(server.port, async (client) => {
        await client.query(`CREATE DATABASE ${name}`);
        for (const [setting, value] of Object.entries(given)) {
          await client.query(`ALTER DATABASE ${name} SET ${setting} = ${client.escapeLiteral(value)}`);
        }
      });
      return urlOf(server.port, name);
    },
    kill: () => server.end('SIGKILL'),
    stop: () => server.end('SIGINT'),
    start: () => server.start(),
    copyAside: () => copyTo(aside),
    putBack: async () => {
      // What is lost goes while the server is on its way up again: to remove it takes longer than all the rest.
      await lostIsRemoved;
      await rename(data, lost);
      await rename(aside, data);
      lostIsRemoved = rm(lost, { recursive: true });
    },
    startStandby: async (through) => {
      await server.end('SIGINT');
      await copyTo(standbyData);
      execFileSync('touch', [join(standbyData, 'standby.signal')], owner);
      await server.start();
      const primary = `primary_conninfo=host=127.0.0.1 port=${through} user=postgres`;
      const started = (standby = postgres(join(binaries, 'postgres'), owner, standbyData, await freePort(), [
        ...flags,
        '-c',
        primary,
      ]));
      await started.start();
      return {
        port: started.port,
        caughtUp: async () => {
          const reached = await ask(server.port, 'SELECT pg_current_wal_flush_lsn() AS answer');
          return (
            (await ask(
              started.port,
              `SELECT coalesce(pg_last_wal_replay_lsn() >= '${String(reached)}', false) AS answer`,
            )) === true
          );
        },
        promote: async () => {
          await ask(started.port, 'SELECT pg_promote() AS answer');
        },
      };
    },
    remove: async () => {
      await standby?.end('SIGINT');
      await server.end('SIGINT');
      await lostIsRemoved;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Server {
  readonly port: number;
  start(): Promise<void>;
  end(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
}

/** The server of the data in a folder. */
function postgres(program: string, owner: object, data: string, port: number, flags: readonly string[]): Server {
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
  let server: ChildProcess | undefined;

  async function tryToStart(): Promise<ChildProcess | undefined> {
    const child = spawn(program, ['-D', data, '-p', String(port), ...settings, ...flags], {
      ...owner,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new Promise((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        if (/ready to accept (read-only )?connections/.test(chunk.toString())) resolve(child);
      });
      child.once('exit', () => resolve(undefined));
    });
  }

  return {
    port,
    start: async () => {
      const until = Date.now() + startWithinMs;
      // Right after a kill the old server's children may still hold its memory: then it is tried again.
      while (!(server = await tryToStart())) {
        if (Date.now() > until) throw new Error('PostgreSQL does not start');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    end: async (signal) => {
      const child = server;
      if (child?.exitCode !== null || child.signalCode !== null) return;
      // Its children share its stderr, and outlive a kill for a moment: when that closes they have ended, too.
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill(signal);
      await ended;
    },
  };
}

async function withClient<Result>(port: number, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: urlOf(port, 'postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function ask(port: number, sql: string): Promise<unknown> {
  return withClient(port, async (client) => (await client.query<{ answer: unknown }>(sql)).rows[0]?.answer);
}

function urlOf(port: number, database: string): string {
  return `postgres://postgres@127.0.0.1:${port}/${database}`;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
