import { startFlags } from '../../../src/process/tricks/startFlags.ts';
import { freePort } from '../../../test/support/postgres.ts';
import { type Killable, startKillable } from './killable.ts';

/** It serves on the same ports whenever it is started again. */
export interface Server extends Killable {
  readonly url: string;
  /** Where its probes and metrics are. */
  readonly insideUrl: string;
}

/** Starts the reference server in a process of its own, as in production; its log goes nowhere. */
export async function startServer(database: string, token: string): Promise<Server> {
  const [port, insidePort] = [await freePort(), await freePort()];
  const ports = ['--port', String(port), '--inside-port', String(insidePort)];
  const settings = ['--contract', 'v1,v4', '--token', token, '--database', database];
  const args = [...startFlags, 'src/cli/seamless.ts', 'serve', ...ports, ...settings];
  return {
    ...(await startKillable(args, 'Callbacks are served')),
    url: `http://127.0.0.1:${port}/callback`,
    insideUrl: `http://127.0.0.1:${insidePort}`,
  };
}
