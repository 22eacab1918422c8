/** Log lines on stdout: written many at a time, never waited for, and dropped where they can't be written. */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { DestinationStream } from 'pino';
import { limits } from './limits.ts';

/** Lines are written together: so many at most, and none waits longer than this. */
const mostLines = 64;
const flushEveryMs = 100;

export interface Lines extends DestinationStream {
  /** How many could not be written. */
  readonly dropped: number;
}

export interface StdoutLines extends Lines {
  /** Writes what is left; resolves whether all is written, at the latest when this time has passed. */
  writtenWithin(waitMs: number): Promise<boolean>;
}

/** Writes whole lines, and adds to what was dropped. Neither throws nor waits for a reader. */
interface Sink {
  write(lines: readonly string[]): void;
  readonly dropped: number;
  /** Whether something waits for its reader. */
  readonly waiting: boolean;
}

/** A destination on stdout, which costs a write for many lines. What it still holds is written when the process exits. */
export function gatheredLines(): StdoutLines {
  const stdout: unknown = process.stdout;
  const sink = stdout instanceof Socket ? new PipeSink(stdout) : new FileSink();
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    sink.write(lines);
    lines = [];
  };
  setInterval(flush, flushEveryMs).unref();
  process.once('exit', flush);
  return {
    write: (line) => {
      if (lines.push(line) >= mostLines) flush();
    },
    get dropped() {
      return sink.dropped;
    },
    writtenWithin: async (waitMs) => {
      flush();
      for (const untilMs = performance.now() + waitMs; sink.waiting && performance.now() < untilMs;)
        await new Promise((resolve) => setTimeout(resolve, 10));
      return !sink.waiting;
    },
  };
}

/** A pipe, a socket or a terminal. Node.js keeps for it what its reader does not take; here only so much. */
class PipeSink implements Sink {
  dropped = 0;
  readonly #pipe: Socket;
  /** Its reader is gone, for good. */
  #broken = false;

  constructor(pipe: Socket) {
    this.#pipe = pipe;
    pipe.on('error', () => {
      this.#broken = true;
    });
  }

  get waiting(): boolean {
    return !this.#broken && this.#pipe.writableLength > 0;
  }

  write(lines: readonly string[]): void {
    const { length } = lines;
    const drop = (error?: Error | null): void => {
      if (error) this.dropped += length;
    };
    if (this.#broken || this.#pipe.writableLength > limits.logBytes) this.dropped += length;
    else this.#pipe.write(lines.join(''), drop);
  }
}

/** A file or a device, written to by hand: after one error Node.js's stream for it would never write again, and keep all. */
class FileSink implements Sink {
  dropped = 0;
  readonly waiting = false;
  /** Whether a line was cut off. */
  #torn = false;

  write(lines: readonly string[]): void {
    const bytes = Buffer.from((this.#torn ? '\n' : '') + lines.join(''));
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(1, bytes, written);
    } catch {
      // The disk is full, for instance. When it has room again, so has the log.
      this.dropped += bytes.subarray(written).toString('latin1').split('\n').length - 1;
    }
    if (written > 0) this.#torn = bytes[written - 1] !== newline;
  }
}

const newline = 0x0a;
