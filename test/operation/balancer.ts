import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Balancer {
  readonly url: string;
  /** The ports to which connections go at present. */
  readonly healthy: ReadonlySet<number>;
  close(): Promise<void>;
}

const checkEveryMs = 50;

export interface Backend {
  /** Where its `/readyz` is. */
  readonly insideUrl: string;
}

/** The least that a balancer is: passes connections on in turn, to those servers, by their ports, whose `/readyz` said yes last. */
export async function startBalancer(servers: ReadonlyMap<number, Backend>): Promise<Balancer> {
  const healthy = new Set<number>();
  const open = new Set<Socket>();
  let turn = 0;

  async function check(port: number, { insideUrl }: Backend): Promise<void> {
    const ready = await fetch(`${insideUrl}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) healthy.add(port);
    else healthy.delete(port);
  }
  const checking = setInterval(() => servers.forEach((backend, port) => void check(port, backend)), checkEveryMs);

  const server = createServer((client) => {
    const port = [...healthy][turn++ % healthy.size];
    if (port === undefined) return void client.destroy();
    const upstream = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one));
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the balancer does not listen');
  return {
    url: `http://127.0.0.1:${address.port}/callback`,
    healthy,
    close: async () => {
      clearInterval(checking);
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
