import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { afterPendingReads } from '../../src/edge/tricks/pendingReads.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import type { Store } from '../../src/wallet/store.ts';

/** More than libuv takes up at a time, so that it always finds something to read. */
const connections = 1_500;
let server: Server;
let sockets: Socket[];
let reads: number;

/** Begins to send back and forth on every connection, and goes on when it is well under way. */
beforeEach(async () => {
  [reads, sockets] = [0, []];
  server = createServer((socket) => void socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  while (sockets.length < connections) {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    await once(socket, 'connect');
  }
  await new Promise<void>((resolve) => {
    for (const socket of sockets) {
      socket.on('data', (back) => {
        if (++reads === 3 * connections) resolve();
        socket.write(back);
      });
      socket.write('.');
    }
  });
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

it('a lap ends although there is always more to read', async () => {
  const before = reads;
  await new Promise<void>(afterPendingReads);
  expect(reads - before).toBeLessThanOrEqual(2 * connections);
});

it('once a turn of the event loop was long, bets no longer wait for its end', async () => {
  const settle: Store['settle'] = async (commands) => commands.map(() => ({ result: 'accepted', balanceMinor: 0n }));
  const ledger = new Ledger({ settle } as unknown as Store);
  const bet = {
    kind: 'bet',
    provider: 'default',
    account: 'a',
    transactionId: '1',
    roundId: 'r',
    amountMinor: 1n,
    checks: [],
  } as const;
  await ledger.carryOut(bet);
  const before = reads;
  await ledger.carryOut(bet);
  expect(reads - before).toBeLessThanOrEqual(2 * connections);
});
