/** Senders and their operator, each in a process of its own. */
import { execFile, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startFlags } from '../../../../src/process/tricks/startFlags.ts';
import type { Seen, Setting } from './load.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** `priority` as `nice` has it. */
export async function startReceiver(priority = 0): Promise<{ readonly url: string; stop(): void }> {
  const child = fork(script('receiver.ts'), [String(priority)]);
  const url = await new Promise<string>((resolve) =>
    child.once('message', (told) => resolve(typeof told === 'string' ? told : '')),
  );
  return { url, stop: () => void child.kill() };
}

export async function sendBy(name: string, setting: Setting, seconds: number, warmUpSeconds: number): Promise<Seen> {
  const args = [name, JSON.stringify(setting), String(seconds), String(warmUpSeconds)];
  return JSON.parse(await output('contender.ts', args)) as Seen;
}

/** In bytes. */
export async function residentWith(url: string, outbox: string, pending: number): Promise<number> {
  return Number(await output('resident.ts', [url, outbox, String(pending)]));
}

async function output(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...startFlags, script(name), ...args]);
  return stdout;
}
