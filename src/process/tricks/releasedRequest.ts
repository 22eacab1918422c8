import { IncomingMessage } from 'node:http';

/**
 * A request that counts as read to its end once all of it has come.
 *
 * - Leans on how Node lets go of a request whose answer is sent: when its `readableEnded` says that the stream has ended, which
 *   never happens to a body that was taken from the parser (`src/edge/tricks/takenBody.ts`).
 * - Needed so that memory is given back: without it each idle connection keeps its last request, and all that it leads to
 *   (`test/server/rawSockets.test.ts`, "a connection keeps nothing of the requests that it has answered"). It buys no speed.
 * - Goes with `takenBody.ts`.
 */
export class ReleasedRequest extends IncomingMessage {}
Object.defineProperty(ReleasedRequest.prototype, 'readableEnded', {
  get(this: IncomingMessage) {
    return this.complete;
  },
});
