/** What an operator under test answers. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { endlessBody } from '../support/endlessBody.ts';

export type Answer = (request: Sent, response: ServerResponse) => void;
export interface Sent {
  readonly command: string;
  /** As on the wire. */
  readonly data: object;
  /** What a bet, win, cancel or status is about: of a cancel, the transaction that it undoes. */
  readonly transactionId: string;
  /** The id that a cancel has of its own. */
  readonly cancelId: string | undefined;
  readonly roundId: string | undefined;
  readonly check: string;
  readonly token: unknown;
}

export const ok = '{"result":0,"status":"OK","data":{"balance":1}}';
export const says =
  (text: string, httpStatus = 200): Answer =>
  (_sent, response) =>
    void response.writeHead(httpStatus, { 'content-type': 'application/json' }).end(text);
export const reset: Answer = (_sent, response) => void response.socket?.destroy();
const unpacksTo64MiB = gzipSync(Buffer.alloc(2 ** 26, ' '));
export const tooLarge = {
  'one without end': (_sent, response) => void endlessBody().pipe(response),
  'one that unpacks to a thousand times its size': (_sent, response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(unpacksTo64MiB),
} satisfies Record<string, Answer>;
export const fails = {
  'HTTP 500': says('{"result":99,"status":"ERROR"}', 500),
  'an HTML page': says('<h1>It works</h1>'),
  'a truncated body': says('{"result":0,"sta'),
  'a lost connection': reset,
  'a reply outside the contract': says('{"result":0,"status":"OK","data":{}}'),
  'HTTP 404': says('not here', 404),
};
