import type { IncomingMessage } from 'node:http';
import { type Refusal, tooLarge, unfinished } from './admission.ts';
import { takeBody } from './tricks/takenBody.ts';

type Done = (body: Buffer | Refusal) => void;

/** Calls `done` once: with the body, or with what is answered in its place. */
export function readBody(request: IncomingMessage, maxBytes: number, done: Done): void {
  const body = new Body(maxBytes, done);
  request.on('error', () => body.finish(unfinished));
  if (takeBody(request, (chunk) => body.take(chunk))) return;
  request.on('data', (chunk: Buffer) => body.add(chunk)).on('end', () => body.end());
}

/** Calls `done` once all of a body has come, and keeps nothing of it. */
export function passOver(request: IncomingMessage, done: () => void): void {
  request.on('end', done).resume();
}

/** What has come of a body. */
class Body {
  #chunks: Buffer[] = [];
  #bytes = 0;
  readonly #maxBytes: number;
  #done: Done | undefined;

  constructor(maxBytes: number, done: Done) {
    this.#maxBytes = maxBytes;
    this.#done = done;
  }

  /** The next piece, or `null` after the last; tells whether more may come. */
  take(chunk: Buffer | null): boolean {
    if (chunk) {
      this.add(chunk);
      return true;
    }
    this.end();
    return false;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) this.finish(tooLarge(this.#maxBytes));
    if (this.#done) this.#chunks.push(chunk);
  }

  end(): void {
    const [first = Buffer.alloc(0), ...others] = this.#chunks;
    this.finish(others.length === 0 ? first : Buffer.concat(this.#chunks));
  }

  finish(body: Buffer | Refusal): void {
    const done = this.#done;
    this.#done = undefined;
    this.#chunks = [];
    done?.(body);
  }
}
