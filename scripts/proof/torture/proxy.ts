import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';

export interface CommitCutter {
  readonly port: number;
  /** How often a connection was cut right behind a commit. */
  cuts(): number;
  /** Cuts the connection behind the next commit. */
  cutNext(): void;
  close(): Promise<void>;
}

/**
 * Stands between server and PostgreSQL. When told to, it passes a commit on and cuts the server's connection
 * in the same moment: the database carries the commit out, and nobody hears of it.
 */
export async function startCommitCutter(postgresPort: number): Promise<CommitCutter> {
  let wanted = false;
  let cuts = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(postgresPort, '127.0.0.1');
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.end();
      });
    }
    database.on('data', (chunk) => client.destroyed || client.write(chunk));
    client.on('data', (chunk: Buffer) => {
      database.write(chunk);
      if (!wanted || !commits(chunk)) return;
      wanted = false;
      cuts++;
      client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the proxy does not listen');
  return {
    port: address.port,
    cuts: () => cuts,
    cutNext: () => {
      wanted = true;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whether what the server sends ends a transaction: the one write statement, or COMMIT itself. */
function commits(chunk: Buffer): boolean {
  return chunk.includes('write-all') || chunk.includes('COMMIT');
}
