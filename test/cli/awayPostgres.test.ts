import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { describe } from '../../src/cli/describe.ts';
import { type Silenceable, startSilenceable } from '../support/silence.ts';
import { type Printed, seamless } from '../support/commandLine.ts';

let cluster: Cluster;
let wire: Silenceable;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

let direct: string;
let wired: string;
beforeEach(async () => {
  direct = await cluster.createDatabase();
  wire = await startSilenceable(cluster.port);
  const url = new URL(direct);
  url.port = String(wire.port);
  wired = url.href;
  expect(await on(direct, 'accounts', 'create', 'anna')).toMatchObject({ code: 0 });
  return () => wire.close();
});

const on = (database: string, ...args: string[]): Promise<Printed> => seamless([...args, '--database', database]);

/** One line, exit 2. */
function expectTold(text: RegExp, { code, out, err }: Printed): void {
  expect(err).toMatch(text);
  expect([code, out, err.split('\n').length]).toEqual([2, '', 1]);
}

it('an account that is held for too long is told in one line, and changed when the command is run again', async () => {
  const holder = new Client({ connectionString: direct });
  await holder.connect();
  await holder.query(`BEGIN; SELECT FROM ledger_account WHERE name = 'anna' FOR UPDATE`);
  expectTold(/statement timeout.*57014.*run it again/i, await on(direct, 'accounts', 'deactivate', 'anna'));
  await holder.end();
  expect(await on(direct, 'accounts', 'deactivate', 'anna')).toMatchObject({ code: 0, out: 'anna\tinactive\t0.00' });
});

it.each([
  ['opened', 'opened AS', ['create', 'bob', '--balance', '7']],
  ['changed', 'UPDATE ledger_account', ['deactivate', 'anna']],
])(
  'whether an account was %s is told to be unknown, and that the command can be run again',
  async (_what, statement, args) => {
    wire.fallSilentAt(statement);
    expectTold(/the outcome is unknown.*run it again/i, await on(wired, 'accounts', ...args));
    expect(await on(direct, 'accounts', ...args)).toMatchObject({ code: 0 });
  },
);

it('a PostgreSQL that falls silent is told in one line to who only reads', async () => {
  wire.fallSilentAt('account WHERE name =');
  expectTold(/PostgreSQL does not answer.*run it again/i, await on(wired, 'accounts', 'show', 'anna'));
});

it.each([
  ['a client', (url: string) => new Client({ connectionString: url, connectionTimeoutMillis: 100 })],
  ['a pool', (url: string) => new Pool({ connectionString: url, connectionTimeoutMillis: 100 })],
])('a connection that %s can not make is told in one line', async (_whose, make) => {
  const mute = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const error: unknown = await make(`postgres://u@127.0.0.1:${(mute.address() as AddressInfo).port}/db`)
    .connect()
    .catch((reason: unknown) => reason);
  mute.close();
  expect(describe(error)).toMatch(/^PostgreSQL does not answer \(.*\)\. .*[^\n]$/);
});

it('what PostgreSQL says of a wrong statement is a bug, and comes with its trace', async () => {
  const client = new Client({ connectionString: direct });
  await client.connect();
  const error: unknown = await client.query('SELECT nothing FROM nowhere').catch((reason: unknown) => reason);
  await client.end();
  expect(describe(error)).toContain('\n    at ');
});
