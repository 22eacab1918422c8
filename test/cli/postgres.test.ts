import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { startCommitCutter } from '../../scripts/proof/torture/proxy.ts';
import { seamless, type Serving, startServe } from '../support/commandLine.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

const send = async ({ url }: Serving, command: string, data: object, check = '21'): Promise<unknown> => {
  const headers = { 'callback-token': 't', 'content-type': 'application/json' };
  return (
    await fetch(url, { method: 'POST', headers, body: JSON.stringify({ command, data, timestamp: '1', check }) })
  ).json();
};

const query = async (url: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
};

it('servers that start at once on an empty database do not race, and serve one wallet', async () => {
  const environment = { DATABASE_URL: await cluster.createDatabase(), CALLBACK_TOKEN: 't' };
  const servers = await Promise.all(Array.from({ length: 4 }, () => startServe([], environment)));
  const answers = await Promise.all(
    servers.map((server, n) => send(server, 'bet', { account: 'test1234', trans_id: n + 1, round_id: 'r', amount: 1 })),
  );
  expect(answers.map((answer) => (answer as { result: number }).result)).toEqual([0, 0, 0, 0]);
  expect(await seamless(['accounts', 'show', 'test1234'], environment)).toMatchObject({
    out: 'test1234\tactive\t996.00',
  });
  expect(await seamless(['accounts', 'credit', 'test1234', '4'], environment)).toMatchObject({
    out: 'test1234\tactive\t1000.00',
  });
  expect(await seamless(['audit'], environment)).toMatchObject({ code: 0 });
  for (const server of servers) server.process.kill('SIGTERM');
  expect(await Promise.all(servers.map(({ exited }) => exited))).toEqual([0, 0, 0, 0]);
});

it('three servers on one wallet move once for identical bets, never overdraw, and give the stake back when bet and cancel race', async () => {
  const environment = { DATABASE_URL: await cluster.createDatabase(), CALLBACK_TOKEN: 't' };
  const servers = await Promise.all(Array.from({ length: 3 }, () => startServe([], environment)));
  const at = (n: number): Serving => servers[n % 3] ?? expect.fail();
  const bet = (n: number, id: number, amount: number, check?: string) =>
    send(at(n), 'bet', { account: 'test1234', trans_id: id, round_id: 'r', amount }, check) as Promise<{
      result: number;
    }>;
  const identical = await Promise.all(Array.from({ length: 64 }, (_, n) => bet(n, 1, 10, '21,22,41,31')));
  expect(identical.filter(({ result }) => result === 0)).toHaveLength(1);
  expect(identical.filter(({ result }) => result === 41)).toHaveLength(63);
  const greedy = await Promise.all(Array.from({ length: 60 }, (_, n) => bet(n, 100 + n, 30)));
  expect(greedy.filter(({ result }) => result === 0)).toHaveLength(33);
  for (let round = 0; round < 15; round++) {
    const cancel = (n: number) => send(at(n), 'cancel', { account: 'test1234', trans_id: 1_000 + round }, '21,22,42');
    await Promise.all([
      bet(round, 1_000 + round, 0),
      cancel(round + 1),
      cancel(round + 2),
      bet(round + 1, 1_000 + round, 0),
    ]);
    expect(await send(at(round), 'balance', { account: 'test1234' })).toMatchObject({ data: { balance: 0 } });
  }
  await seamless(['accounts', 'credit', 'test1234', '50'], environment);
  for (let round = 0; round < 15; round++) {
    const cancel = (n: number) => send(at(n), 'cancel', { account: 'test1234', trans_id: 2_000 + round }, '21,22,42');
    await Promise.all(
      round % 2
        ? [bet(round, 2_000 + round, 50), cancel(round + 1), cancel(round + 2)]
        : [cancel(round), bet(round + 1, 2_000 + round, 50), cancel(round + 2)],
    );
    expect(await send(at(round), 'balance', { account: 'test1234' })).toMatchObject({ data: { balance: 50 } });
  }
  expect(await seamless(['audit'], environment)).toMatchObject({ code: 0 });
  for (const server of servers) server.process.kill('SIGTERM');
  await Promise.all(servers.map(({ exited }) => exited));
});

it('a server lives through the loss of its database and is ready again when it is back', async () => {
  const own = await startCluster();
  const serving = await startServe(['--token', 't', '--database', await own.createDatabase()]);
  const ready = async (): Promise<number> => (await fetch(new URL('/readyz', serving.insideUrl))).status;
  const bet = (id: number) => send(serving, 'bet', { account: 'test1234', trans_id: id, round_id: 'r', amount: 1 });
  expect([await bet(1), await ready()]).toEqual([{ result: 0, status: 'OK', data: { balance: 999 } }, 200]);
  await own.kill();
  expect(await bet(2)).toMatchObject({ result: 99 });
  expect([await bet(3), await ready()]).toEqual([{ result: 99, status: 'ERROR' }, 503]);
  await own.start();
  expect([await ready(), await bet(4)]).toEqual([200, { result: 0, status: 'OK', data: { balance: 998 } }]);
  serving.process.kill('SIGTERM');
  expect(await serving.exited).toBe(0);
  await own.remove();
});

it('a credit whose commit is lost is told to be unknown, with a line to paste that carries it out once', async () => {
  const url = new URL(await cluster.createDatabase());
  const cutter = await startCommitCutter(cluster.port);
  await seamless(['accounts', 'create', "o'neil", '--balance', '10'], { DATABASE_URL: url.href });
  url.port = String(cutter.port);
  const environment = { DATABASE_URL: url.href };
  cutter.cutNext();
  const lost = await seamless(['accounts', 'credit', "o'neil", '5', '--reason', "the player's"], environment);
  expect(cutter.cuts()).toBe(1);
  expect(lost).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/"level":50.*"problem":"OutcomeUnknown/) as string,
  });
  const problem = lost.err.slice(lost.err.indexOf('seamless: '));
  expect(problem).toMatch(/^seamless: the outcome is unknown.*\n {2}npm run seamless -- .*--id \S+.*$/);
  // As a shell reads it.
  const line =
    problem
      .split('\n')
      .at(-1)
      ?.trim()
      .replace(/^npm run seamless --/, '') ?? '';
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  const done = { code: 0, out: "o'neil\tactive\t15.00", err: expect.stringContaining('carried out before') as string };
  expect([await seamless(words, environment), await seamless(words, environment)]).toMatchObject([done, done]);
  expect(await seamless(['audit'], environment)).toMatchObject({ code: 0 });
  await cutter.close();
});

it('a line to paste names the database, but no password', async () => {
  const url = new URL(await cluster.createDatabase());
  const cutter = await startCommitCutter(cluster.port);
  url.port = String(cutter.port);
  for (const [given, named] of [
    [url.href, `--database ${url.href}`],
    [url.href.replace('@', ':secret@'), '--database postgres://…'],
  ]) {
    await seamless(['accounts', 'create', 'anna', '--database', given ?? '']);
    cutter.cutNext();
    const { code, err } = await seamless(['accounts', 'credit', 'anna', '5', '--database', given ?? '']);
    expect([code, err]).toEqual([2, expect.stringContaining(named ?? '')]);
    expect(err).not.toContain('secret');
  }
  await cutter.close();
});

it('a database that a newer program made, or of another currency, is refused with what to do', async () => {
  const url = await cluster.createDatabase();
  expect(await seamless(['accounts', 'create', 'anna'], { DATABASE_URL: url })).toMatchObject({ code: 0 });
  expect(await seamless(['accounts', 'list', '--currency-decimals', '3'], { DATABASE_URL: url })).toMatchObject({
    code: 2,
    err: expect.stringContaining('Start with --currency-decimals 2') as string,
  });
  await query(url, `INSERT INTO schema_version (version, name) VALUES (99, 'future')`);
  expect(await seamless(['serve'], { DATABASE_URL: url, CALLBACK_TOKEN: 't' })).toMatchObject({
    code: 2,
    err: expect.stringContaining('newer than this program') as string,
  });
});

it('a database that does not answer is told by name, without the password, exit 2', async () => {
  const { code, err } = await seamless(['accounts', 'list'], { DATABASE_URL: 'postgres://user:secret@127.0.0.1:9/db' });
  expect([code, err]).toEqual([2, expect.stringContaining('127.0.0.1:9')]);
  expect(err).not.toContain('secret');
});
