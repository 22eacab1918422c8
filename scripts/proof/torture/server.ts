import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../../test/support/postgres.ts';
import { startFlags } from '../../../src/process/tricks/startFlags.ts';

export interface Server {
  readonly url: string;
  /** Where its probes and metrics are. */
  readonly insideUrl: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same ports, and waits until it serves. */
  start(): Promise<void>;
}

/** Starts the reference server in a process of its own, as in production; its log goes nowhere. */
export async function startServer(database: string, token: string): Promise<Server> {
  const [port, insidePort] = [await freePort(), await freePort()];
  let child: ChildProcess;
  async function start(): Promise<void> {
    const args = [
      ...startFlags,
      'src/cli/seamless.ts',
      'serve',
      '--port',
      String(port),
      '--inside-port',
      String(insidePort),
      '--contract',
      'v1,v4',
      '--token',
      token,
      '--database',
      database,
    ];
    child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    let said = '';
    for await (const chunk of child.stderr ?? []) {
      said += String(chunk);
      if (said.includes('Callbacks are served')) return;
    }
    throw new Error(`the server did not start: ${said}`);
  }
  await start();
  return {
    url: `http://127.0.0.1:${port}/callback`,
    insideUrl: `http://127.0.0.1:${insidePort}`,
    start,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
