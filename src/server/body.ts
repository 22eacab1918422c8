import type { IncomingMessage } from 'node:http';
import { maxBodyBytes } from '../../generated/protocol.ts';
import { type Refusal, tooLarge, unfinished } from './admission.ts';

/** Calls `done` once: with the body, or with what is answered in its place. */
export function readBody(request: IncomingMessage, done: (body: Buffer | Refusal) => void): void {
  let chunks: Buffer[] | undefined = [];
  let bytes = 0;
  const settle = (body: Buffer | Refusal): void => {
    if (chunks) done(body);
    chunks = undefined;
  };
  const take = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) settle(tooLarge);
    chunks?.push(chunk);
  };
  const end = (): void => settle(chunks?.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks ?? []));
  request.on('error', () => settle(unfinished));
  if (request.readableFlowing === null && !request.complete && request.readableLength === 0) takeOver(request, take, end);
  else request.on('data', take).on('end', end);
}

/**
 * Takes the body out of the parser's hands. A stream's buffer and events would cost as much as all else that is done for a
 * callback; they are needed by readers who may have to wait, and a body is never larger than what may wait.
 */
function takeOver(request: IncomingMessage, take: (chunk: Buffer) => void, end: () => void): void {
  request.push = (chunk: Buffer | null) => {
    if (chunk) take(chunk);
    else end();
    return chunk !== null;
  };
  // From here on the message counts as being read.
  request.read(0);
}
