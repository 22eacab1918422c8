/** Where a process of ours listens, how it drains and how it ends: the flags and variables of all that serve. */
import type { Command } from 'commander';
import { reasonOf } from '../contract/reason.ts';
import { InsidePortUnusable } from '../process/inside.ts';
import type { StdoutLines } from '../process/lines.ts';
import { type Environment, InvalidInput } from './input.ts';
import { largestPort, wholeNumber } from './numbers.ts';
import { shutdownSignal } from './shutdownSignal.ts';

export interface ListeningFlags {
  readonly host?: string;
  readonly port?: string;
  readonly insideHost?: string;
  readonly insidePort?: string;
  readonly drainMs?: string;
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly insideHost: string;
  readonly insidePort: number;
  readonly drainMs: number;
}

/** Which ports it listens on when nothing is given. */
export interface UsualPorts {
  readonly port: number;
  readonly insidePort: number;
}

/** Longer than any balancer needs to hear that a server stops. */
const longestDrainMs = 600_000;

/** How long the reader of the log is given for its last lines. */
const lastLinesMs = 1_000;

export function listeningOptions(command: Command, { port, insidePort }: UsualPorts): Command {
  return command
    .option('--host <address>', 'address to listen on (HOST; default 127.0.0.1)')
    .option('--port <number>', `port to listen on, 0 for any (PORT; default ${port})`)
    .option('--inside-host <address>', 'address for probes and metrics (INSIDE_HOST; default 127.0.0.1)')
    .option(
      '--inside-port <number>',
      `port for /livez, /readyz and /metrics, 0 for any (INSIDE_PORT; default ${insidePort})`,
    )
    .option('--drain-ms <number>', 'serve on for so long after SIGTERM, while /readyz says no (DRAIN_MS; default 0)');
}

export function listeningGiven(
  flags: ListeningFlags,
  environment: Environment,
  usual: UsualPorts,
  problems: string[],
): Listening {
  const whole = (name: string, given: string | undefined, otherwise: number, largest: number): number =>
    wholeNumber(name, given || String(otherwise), largest, problems);
  return {
    // An empty one counts as not given: to Node.js an empty host is every interface.
    host: flags.host || environment['HOST'] || '127.0.0.1',
    port: whole('--port (PORT)', flags.port || environment['PORT'], usual.port, largestPort),
    insideHost: flags.insideHost || environment['INSIDE_HOST'] || '127.0.0.1',
    insidePort: whole(
      '--inside-port (INSIDE_PORT)',
      flags.insidePort || environment['INSIDE_PORT'],
      usual.insidePort,
      largestPort,
    ),
    drainMs: whole('--drain-ms (DRAIN_MS)', flags.drainMs || environment['DRAIN_MS'], 0, longestDrainMs),
  };
}

/** Two servers on one machine are the usual reason. Everything else stays as it is. */
export function insideInWords(error: unknown): unknown {
  if (!(error instanceof InsidePortUnusable)) return error;
  return new InvalidInput([
    `probes and metrics can't be served: ${reasonOf(error.cause)}. Choose another port with --inside-port (INSIDE_PORT), or address with --inside-host (INSIDE_HOST)`,
  ]);
}

/** Resolves when it was told to end and has ended. */
export async function serveUntilSignal(running: { stop(): Promise<void> }, lines: StdoutLines): Promise<void> {
  await shutdownSignal();
  await running.stop();
  // Node.js would wait for a reader who has stopped reading.
  if (!(await lines.writtenWithin(lastLinesMs))) process.exit();
}
