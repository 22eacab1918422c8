/** The reference server is certified each time, whatever lies between: nothing of it fails by chance. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf } from '../../src/certification/catalogue.ts';
import { certify } from '../../src/certification/certify.ts';
import { exitCodeOf } from '../../src/certification/verdict.ts';
import { contracts, v1, v4 } from '../../src/contract/contracts.ts';
import { certifications } from '../extent.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';

const token = 'Secret-42';
const players = [
  ['main', '1000'],
  ['second', '500'],
  ['poor', '3.33'],
  ['blocked', '10', '--inactive'],
] as const;
const others = { second: 'second', poor: 'poor', blocked: 'blocked' };

/** Everything arrives so much later, on its way there and back. */
async function slowLine(url: string, wayMs: number): Promise<{ url: string; close: () => void }> {
  const { port } = new URL(url);
  const sockets = new Set<Socket>();
  const carry = (from: Socket, to: Socket): void => {
    from.on('data', (chunk: Buffer) => setTimeout(() => to.destroyed || to.write(chunk), wayMs));
    from.on('close', () => setTimeout(() => to.destroy(), wayMs));
    from.on('error', () => to.destroy());
  };
  const line = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.setNoDelay(true));
    carry(near, far);
    carry(far, near);
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');
  return {
    url: url.replace(`:${port}`, `:${(line.address() as AddressInfo).port}`),
    close: () => {
      for (const socket of sockets) socket.destroy();
      line.close();
    },
  };
}

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

/** `npm test` certifies the server on both stores elsewhere, but over no slow line. */
const ways: readonly [name: string, database: () => Promise<string>, wayMs: number, runs: number][] = [
  ['on SQLite, over a line of 100 ms', async () => `sqlite:${scratch()[0]}/wallet.db`, 50, Math.max(1, certifications)],
  ['on SQLite', async () => `sqlite:${scratch()[0]}/wallet.db`, 0, certifications],
  ['on PostgreSQL', () => cluster.createDatabase(), 0, certifications],
];

describe.each(ways.filter(([, , , runs]) => runs > 0))('the reference server %s', (_name, database, wayMs, runs) => {
  let serving: Serving;
  let line: Awaited<ReturnType<typeof slowLine>>;
  beforeAll(async () => {
    const url = await database();
    const args = ['--database', url, '--token', token, '--contract', Object.keys(contracts).join()];
    serving = await startServe(args, { NODE_ENV: 'production' });
    for (const [name, balance, ...flags] of players)
      await seamless(['accounts', 'create', name, '--balance', balance, ...flags], { DATABASE_URL: url });
    line = await slowLine(serving.url, wayMs);
  });
  afterAll(async () => {
    line.close();
    serving.process.kill('SIGTERM');
    await serving.exited;
  });

  it.each(Array.from({ length: runs }, (_, n) => n + 1))(
    'is certified in run %i, with nothing failed and nothing that could not be tried',
    async (run) => {
      // Each contract in its turn.
      const contract = run % 2 === 1 ? v1 : v4;
      const cases = catalogueOf(contract).filter(
        ({ needs }) => !needs.some((need) => need === 'signature' || need === 'restart'),
      );
      const target = { url: line.url, token, currencyDecimals: 2, account: 'main', others, unknownAccount: 'nobody77' };
      const waitMs = certifications > 0 ? 12_000 : 0;
      const options = { contract, target, cases, strict: true, kitVersion: 'test', waitMs };
      const certification = await certify(options);
      expect(certification.results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
      expect(exitCodeOf(certification)).toBe(0);
    },
    180_000,
  );
});
