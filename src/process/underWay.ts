/** What is under way on a connection, and no longer: what is kept on thousands of them is copied by every collection. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface UnderWay {
  response: ServerResponse | undefined;
  /** Whether the latest request is the last that is answered. */
  takesNoMore: boolean;
}

const connections = new WeakMap<Socket, UnderWay>();

/** Tells whether the connection still takes a request. */
export function begin(response: ServerResponse): boolean {
  const { socket } = response.req;
  const known = connections.get(socket);
  if (!known) connections.set(socket, { response, takesNoMore: false });
  else if (known.takesNoMore) return false;
  else known.response = response;
  response.once('close', release);
  return true;
}

/** Forgets a response that is through, unless the rest of its request is still to come. */
function release(this: ServerResponse): void {
  const known = connections.get(this.req.socket);
  if (known?.response === this && this.req.complete) known.response = undefined;
}

/** Leaves unanswered what has come behind this request, and reads no more; its answer must end the connection. */
export function takeNoMore({ req: { socket } }: ServerResponse): void {
  const known = connections.get(socket);
  if (known) known.takesNoMore = true;
  socket.pause();
}

/** The response to the latest request on the connection, until both are through. */
export function underWayOn(socket: Socket): ServerResponse | undefined {
  return connections.get(socket)?.response;
}
