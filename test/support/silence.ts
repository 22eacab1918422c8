import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Silenceable {
  readonly port: number;
  /** From now on nothing passes and nobody is told, as when a firewall drops everything; what was open stays so for good. */
  fallSilent(): void;
  /** The same as soon as a client sends this text, which does not pass any more. */
  fallSilentAt(text: string): void;
  /** New connections pass again. */
  speak(): void;
  /** New connections go to another port. */
  leadTo(port: number): void;
  /** Cuts what is open. */
  cut(): void;
  close(): Promise<void>;
}

/** Passes connections on to a port of this machine, until it falls silent. */
export async function startSilenceable(to: number): Promise<Silenceable> {
  const open = new Set<Socket>();
  let silent = false;
  let silentAt: string | undefined;
  let leadsTo = to;
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => undefined);
    if (silent) return void client.pause();
    const upstream = connect(leadsTo, '127.0.0.1');
    open.add(upstream);
    upstream.on('error', () => client.destroy());
    upstream.pipe(client);
    client.on('end', () => upstream.end());
    client.on('data', (chunk) => {
      if (silentAt !== undefined && chunk.includes(silentAt)) fallSilent();
      if (!silent) upstream.write(chunk);
    });
  });
  function fallSilent(): void {
    silent = true;
    silentAt = undefined;
    for (const socket of open) socket.unpipe().pause();
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('nothing listens');
  return {
    port: address.port,
    fallSilent,
    fallSilentAt: (text) => {
      silentAt = text;
    },
    speak: () => {
      silent = false;
    },
    leadTo: (port) => {
      leadsTo = port;
    },
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
