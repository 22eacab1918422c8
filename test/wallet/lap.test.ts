import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { afterLap } from '../../src/wallet/lap.ts';

/** More than libuv takes up at a time, so that it always finds something to read. */
const connections = 1_500;
const warmUpReads = 3 * connections;

it('a lap ends although there is always more to read', async () => {
  const server = createServer((socket) => void socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets: Socket[] = [];
  while (sockets.length < connections) {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
  }
  let reads = 0;
  const readsInALap = await new Promise<number>((resolve) => {
    for (const socket of sockets) {
      socket.on('data', (back) => {
        reads++;
        socket.write(back);
        if (reads === warmUpReads) afterLap(() => resolve(reads - warmUpReads));
      });
      socket.write('.');
    }
  });
  for (const socket of sockets) socket.destroy();
  server.close();
  expect(readsInALap).toBeLessThanOrEqual(2 * connections);
});
