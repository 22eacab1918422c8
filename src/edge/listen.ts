import type { Server } from 'node:http';
import { edgeLimits as limits } from './limits.ts';

/** Listens, on any free port when it is 0, and resolves its URL, without a path; rejects when it can't. */
export function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: limits.backlog }, () => {
      const bound = server.address();
      if (typeof bound !== 'object' || !bound) return;
      const name = bound.address.includes(':') ? `[${bound.address}]` : bound.address;
      resolve(`http://${name}:${bound.port}`);
    });
  });
}
