/** What is under way on a connection, and no longer: what is kept on thousands of them is copied by every collection. */
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface UnderWay {
  response: ServerResponse | undefined;
}

const connections = new WeakMap<Socket, UnderWay>();

export function begin(response: ServerResponse): void {
  const { socket } = response.req;
  const known = connections.get(socket);
  if (known) known.response = response;
  else connections.set(socket, { response });
}

/** The response to the latest request on the connection, until both are through. */
export function underWayOn(socket: Socket): ServerResponse | undefined {
  return connections.get(socket)?.response;
}

/** Node keeps a request until it has ended as a stream, which callbacks pass by: this one has ended once it has come. */
export class ReleasedRequest extends IncomingMessage {}
Object.defineProperty(ReleasedRequest.prototype, 'readableEnded', {
  get(this: IncomingMessage) {
    return this.complete;
  },
});

export class ReleasedResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
  override detachSocket(socket: Socket): void {
    super.detachSocket(socket);
    const last = connections.get(socket);
    if (last?.response === this && this.req.complete) last.response = undefined;
  }
}
