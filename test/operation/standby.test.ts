/** A server that reaches a PostgreSQL that lets it only read: a standby, or a primary that was put aside. */
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Cluster, type Standby, startCluster } from '../support/postgres.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { UnusableDatabase } from '../../src/wallet/store.ts';
import { type Serving, startServe } from '../support/commandLine.ts';
import { type Silenceable, startSilenceable } from '../support/silence.ts';

let cluster: Cluster;
let standby: Standby;
let direct: string;
/** What the server reaches PostgreSQL through: it leads to the primary at first. */
let wire: Silenceable;
let serving: Serving;

beforeEach(async () => {
  cluster = await startCluster();
  direct = await cluster.createDatabase();
  standby = await cluster.startStandby(cluster.port);
  wire = await startSilenceable(cluster.port);
  serving = await startServe(['--token', 't', '--database', direct.replace(String(cluster.port), String(wire.port))]);
});
afterEach(async () => {
  serving.process.kill('SIGTERM');
  await serving.exited;
  await wire.close();
  await cluster.remove();
});

const send = async (command: string, data: object): Promise<unknown> => {
  const body = JSON.stringify({ command, data: { account: 'test1234', ...data }, timestamp: '1', check: '21' });
  const response = await fetch(serving.url, {
    method: 'POST',
    headers: { 'callback-token': 't', 'content-type': 'application/json' },
    body,
  });
  return response.json();
};
const bet = (id: number) => send('bet', { trans_id: id, round_id: 'r', amount: 1 });
const readiness = async (): Promise<[status: number, text: string]> => {
  const response = await fetch(new URL('/readyz', serving.insideUrl));
  return [response.status, await response.text()];
};
const readOnly = [503, expect.stringContaining('PostgreSQL only lets read')];

it('answers nothing from a standby, says so at /readyz, and serves again when the standby has become the primary', async () => {
  expect(await bet(1)).toMatchObject({ result: 0 });
  await expect.poll(() => standby.caughtUp()).toBe(true);
  wire.leadTo(standby.port);
  wire.cut();
  await expect.poll(readiness).toEqual(readOnly);
  expect(await bet(2)).toEqual({ result: 99, status: 'ERROR' });
  expect(await send('balance', {})).toEqual({ result: 99, status: 'ERROR' });
  expect(await send('status', { trans_id: 1 })).toMatchObject({ result: 99 });
  await cluster.kill();
  await standby.promote();
  await expect.poll(readiness).toEqual([200, 'ok\n']);
  expect(await bet(3)).toEqual({ result: 0, status: 'OK', data: { balance: 998 } });
});

it('leaves a primary that was made read-only under it', async () => {
  expect(await bet(1)).toMatchObject({ result: 0 });
  expect(await readiness()).toEqual([200, 'ok\n']);
  await expect.poll(() => standby.caughtUp()).toBe(true);
  const client = new Client({ connectionString: direct });
  await client.connect();
  await client.query('ALTER SYSTEM SET default_transaction_read_only = on');
  await client.query('SELECT pg_reload_conf()');
  await client.end();
  await expect.poll(readiness).toEqual(readOnly);
  expect(await send('balance', {})).toEqual({ result: 99, status: 'ERROR' });
  expect(await bet(2)).toEqual({ result: 99, status: 'ERROR' });
  await standby.promote();
  // What is open stays open, and would lead to the old primary for good.
  wire.leadTo(standby.port);
  await expect.poll(readiness).toEqual([200, 'ok\n']);
  expect(await bet(3)).toEqual({ result: 0, status: 'OK', data: { balance: 998 } });
});

it('a wallet is not opened on a standby', async () => {
  const onStandby = openPostgresStore(direct.replace(String(cluster.port), String(standby.port)), 2);
  await expect(onStandby).rejects.toThrow(UnusableDatabase);
  await expect(onStandby).rejects.toThrow('PostgreSQL only lets read');
});
