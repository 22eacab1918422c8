import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serveConfiguration } from '../../src/cli/configuration.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';

let folder: string;
let remove: () => void;
let serving: Serving | undefined;
beforeEach(() => void ([folder, remove] = scratch()));
afterEach(async () => {
  serving?.process.kill('SIGKILL');
  await serving?.exited;
  serving = undefined;
  remove();
});

const send = async ({ url, token }: Serving, command: string, data: object, check = '21'): Promise<unknown> => {
  const headers = { 'callback-token': token, 'content-type': 'application/json' };
  const body = JSON.stringify({ command, data, timestamp: '1', check });
  return (await fetch(url, { method: 'POST', headers, body })).json();
};

describe('seamless serve', () => {
  it('makes up a token and a demo player in development, and prints a curl line that works', async () => {
    serving = await startServe(['--database', `sqlite:${folder}/wallet.db`]);
    expect(serving.said()).toContain(`this run's is ${serving.token}`);
    expect(serving.token).toMatch(/^[0-9a-f]{32}$/);
    expect(await send(serving, 'balance', { account: 'test1234' })).toEqual({
      result: 0,
      status: 'OK',
      data: { balance: 1000 },
    });
    expect(serving.said()).toContain('curl -s http://');
    const started = serving;
    await vi.waitFor(() => expect(started.logged()).toContain('callback'));
    expect(started.logged()).not.toContain(started.token);
  });

  it('shares its database with the command line while it runs, and keeps it when it starts again', async () => {
    const database = `sqlite:${folder}/wallet.db`;
    serving = await startServe(['--database', database, '--token', 'a,b']);
    expect(await seamless(['accounts', 'create', 'late', '--balance', '7'], { DATABASE_URL: database })).toMatchObject({
      code: 0,
    });
    expect(
      await send({ ...serving, token: 'b' }, 'bet', { account: 'late', trans_id: 1, round_id: 'r', amount: 2 }),
    ).toMatchObject({ data: { balance: 5 } });
    serving.process.kill('SIGTERM');
    expect(await serving.exited).toBe(0);
    serving = await startServe(['--database', database, '--token', 'b']);
    expect(await send({ ...serving, token: 'b' }, 'balance', { account: 'late' })).toMatchObject({
      data: { balance: 5 },
    });
    expect(serving.said()).not.toContain('A new wallet');
  });

  it('on SIGTERM finishes what is in flight, then exits 0', async () => {
    serving = await startServe(['--database', `sqlite:${folder}/wallet.db`, '--token', 't']);
    const body = JSON.stringify({
      command: 'bet',
      data: { account: 'test1234', trans_id: 1, round_id: 'r', amount: 1 },
      timestamp: '1',
      check: '21',
    });
    const headers = { 'callback-token': 't', 'content-type': 'application/json', 'content-length': body.length };
    const answered = new Promise<string>((resolve, reject) => {
      const sent = request(serving?.url ?? '', { method: 'POST', headers }, (response) => {
        response.on('data', (chunk: Buffer) => resolve(chunk.toString()));
      });
      sent.on('error', reject);
      sent.write(body.slice(0, 10));
      // The request is begun when the signal comes, and ends after it.
      setTimeout(() => serving?.process.kill('SIGTERM'), 200);
      setTimeout(() => sent.end(body.slice(10)), 500);
    });
    expect(await answered).toBe('{"result":0,"status":"OK","data":{"balance":999}}');
    expect(await serving.exited).toBe(0);
  });

  it('tells what it counted when it stops: batches, waits, repeats and refusals', async () => {
    serving = await startServe(['--database', `sqlite:${folder}/wallet.db`]);
    const bet = { account: 'test1234', trans_id: 1, round_id: 'r', amount: 1 };
    await send(serving, 'bet', bet, '41,31');
    await send(serving, 'bet', bet, '41,31');
    await send(serving, 'cancel', { account: 'test1234', trans_id: 2 });
    serving.process.kill('SIGTERM');
    await serving.exited;
    const tally = JSON.parse(serving.logged().trimEnd().split('\n').at(-1) ?? '') as object;
    expect(tally).toMatchObject({
      msg: 'tally',
      callbacks: 3,
      results: { 0: 1, 41: 1, 42: 1 },
      notes: { repeat: 1, tombstone: 1 },
      batches: 3,
      largestBatch: 1,
    });
  });

  it('refuses to be the second server on a SQLite file, also after the first was killed and started again', async () => {
    const database = `sqlite:${folder}/wallet.db`;
    serving = await startServe(['--database', database]);
    expect(await seamless(['serve', '--database', database])).toMatchObject({
      code: 2,
      err: expect.stringContaining('another server is at work') as string,
    });
    serving.process.kill('SIGKILL');
    await serving.exited;
    serving = await startServe(['--database', database]);
    expect(await send(serving, 'balance', { account: 'test1234' })).toMatchObject({ result: 0 });
  });

  it('refuses to make up a token, or a player, in production', async () => {
    const production = { NODE_ENV: 'production', DATABASE_URL: `sqlite:${folder}/wallet.db` };
    expect(await seamless(['serve'], production)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--token-file (CALLBACK_TOKEN_FILE) must be given') as string,
    });
    serving = await startServe([], { ...production, CALLBACK_TOKEN: 't' });
    expect(serving.said()).not.toContain("'callback-token: t'");
    expect(await send({ ...serving, token: 't' }, 'balance', { account: 'test1234' })).toMatchObject({ result: 21 });
  });

  it('reports every unusable setting at once, exit 2', async () => {
    const { code, err } = await seamless(['serve', '--port', '70000', '--token', 'a b', '--currency-decimals', '-1'], {
      DATABASE_URL: 'mysql://x',
    });
    expect(code).toBe(2);
    for (const name of ['--port', '--token', '--currency-decimals', '--database']) expect(err).toContain(name);
    expect(err.split('\n')).toHaveLength(4);
  });

  it('takes an empty host or port for none given: an empty host would listen on every interface', () => {
    for (const flags of [{}, { host: '', port: '', insideHost: '', insidePort: '' }]) {
      expect(serveConfiguration(flags, { HOST: '', PORT: '', INSIDE_HOST: '', INSIDE_PORT: '' })).toMatchObject({
        host: '127.0.0.1',
        port: 8080,
        insideHost: '127.0.0.1',
        insidePort: 8081,
      });
    }
  });

  it('prefers flags to the environment', async () => {
    const { err } = await seamless(['serve', '--port', 'x'], { PORT: 'y' });
    expect(err).toContain('not "x"');
  });

  it('tells what to do when the port is taken, exit 2', async () => {
    serving = await startServe(['--database', `sqlite:${folder}/wallet.db`]);
    const { port } = new URL(serving.url);
    const { code, err } = await seamless([
      'serve',
      '--port',
      port,
      '--inside-port',
      '0',
      '--database',
      `sqlite:${folder}/other.db`,
    ]);
    expect([code, err]).toEqual([2, expect.stringContaining('choose another port with --port')]);
  });
});
