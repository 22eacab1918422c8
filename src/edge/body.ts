import type { IncomingMessage } from 'node:http';
import { maxBodyBytes } from '../../generated/protocol.ts';
import { type Refusal, tooLarge, unfinished } from './admission.ts';

type Done = (body: Buffer | Refusal) => void;

/** Calls `done` once: with the body, or with what is answered in its place. */
export function readBody(request: IncomingMessage, done: Done): void {
  const body = new Body(done);
  request.on('error', () => body.finish(unfinished));
  if (isStreaming(request)) {
    request.on('data', (chunk: Buffer) => body.add(chunk)).on('end', () => body.end());
    return;
  }
  // Out of the parser's hands: a stream's buffer and events would cost as much as all else that is done for a callback.
  // Bound, since V8 keeps an object with a closure for a method, and all that it leads to, longer than it is needed.
  request.push = body.take.bind(body);
  // From here on the message counts as being read.
  request.read(0);
}

/** Calls `done` once all of a body has come, and keeps nothing of it. */
export function passOver(request: IncomingMessage, done: () => void): void {
  if (isStreaming(request)) {
    request.on('end', done).resume();
    return;
  }
  // As in `readBody`.
  request.push = ended.bind(done);
  request.read(0);
}

function ended(this: () => void, chunk: Buffer | null): boolean {
  if (chunk) return true;
  this();
  return false;
}

/** Whether somebody reads it already, or something of it has come: it can't be taken from the parser any more. */
function isStreaming(request: IncomingMessage): boolean {
  return request.readableFlowing !== null || request.complete || request.readableLength > 0;
}

/** What has come of a body. */
class Body {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #done: Done | undefined;

  constructor(done: Done) {
    this.#done = done;
  }

  /** In place of a request's `push`: the next piece, or `null` after the last; tells whether more may come. */
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
    if (this.#bytes > maxBodyBytes) this.finish(tooLarge);
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
