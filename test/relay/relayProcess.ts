import { type ChildProcess, spawn } from 'node:child_process';

export interface RelayProcess {
  readonly process: ChildProcess;
  readonly url: string;
  readonly insideUrl: string;
  said(): string;
  logged(): string;
  readonly exited: Promise<number | null>;
}

/** Starts a relay in a process of its own and waits until it serves. */
export async function startRelayProcess(args: readonly string[]): Promise<RelayProcess> {
  const ports = ['--port', '0', '--inside-port', '0'];
  const child = spawn(process.execPath, ['src/cli/seamless.ts', 'relay', 'serve', ...ports, ...args], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let logged = '';
  child.stdout.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /served at (\S+)\. Try/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`the relay did not start: ${said}`)));
  });
  const insideUrl = /inside at (\S+):/.exec(said)?.[1] ?? '';
  return { process: child, url, insideUrl, said: () => said, logged: () => logged, exited };
}
