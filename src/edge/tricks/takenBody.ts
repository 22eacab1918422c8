import type { IncomingMessage } from 'node:http';

/**
 * Takes a request's body out of the parser's hands: calls `take` with each piece, and with `null` behind the last; it returns
 * whether more may come. Returns whether it can be taken, which it can't when somebody reads it already, or something of it has come.
 *
 * - Leans on `request.push`, by which Node's HTTP parser hands a body to the request's stream, and on `request.read(0)`, by which
 *   the request counts as being read.
 * - Buys what a stream's buffer and events cost for each callback: `npm run bench:http`, `edge/node-http` and
 *   `server.sqlite/usual-partner`.
 * - Can go when to read a body by `data` and `end` costs less than a twentieth of what is done for a callback.
 */
export function takeBody(request: IncomingMessage, take: (chunk: Buffer | null) => boolean): boolean {
  if (request.readableFlowing !== null || request.complete || request.readableLength > 0) return false;
  request.push = take;
  request.read(0);
  return true;
}
