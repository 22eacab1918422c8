import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that is killed and started again, with the same arguments. */
export interface Killable {
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM; it may live on. */
  ask(): void;
  /** Starts it again, and waits until it is ready. */
  start(): Promise<void>;
}

/** Starts Node.js with these arguments, as in production, and waits until it says on stderr that it is `ready`. `hear` gets what it prints. */
export async function startKillable(
  args: readonly string[],
  ready: string,
  hear?: (printed: string) => void,
): Promise<Killable> {
  let child: ChildProcess;
  async function start(): Promise<void> {
    child = spawn(process.execPath, args, {
      stdio: ['ignore', hear ? 'pipe' : 'ignore', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    if (hear) child.stdout?.setEncoding('utf8').on('data', hear);
    let said = '';
    for await (const chunk of child.stderr ?? []) {
      said += String(chunk);
      if (said.includes(ready)) return;
    }
    throw new Error(`${args.join(' ')} did not start: ${said}`);
  }
  await start();
  return {
    start,
    ask: () => void child.kill('SIGTERM'),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // When its pipes are closed, too, all that it has printed was heard.
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
