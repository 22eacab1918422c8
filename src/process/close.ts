/** How a listener ends. */
import type { Server } from 'node:http';

/** What is in flight is given this long to finish; longer than any command's deadline. */
export const stopWithinMs = 10_000;

/** Takes no more connections, and resolves when what is in flight is answered, or has had its time. */
export function close(server: Server, withinMs: number): Promise<void> {
  // A connection that was busy when the server closed stays open when it falls idle.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), withinMs);
  return new Promise((resolve) => {
    server.close(() => {
      clearInterval(idle);
      clearTimeout(late);
      resolve();
    });
  });
}
