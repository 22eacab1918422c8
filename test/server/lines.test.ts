import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { scrape, valueOf } from '../../scripts/proof/scrape.ts';
import { limits } from '../../src/process/limits.ts';
import { scratch } from '../support/commandLine.ts';

const [folder, remove] = scratch();
afterAll(() => remove());

interface Server {
  readonly process: ChildProcess;
  readonly url: string;
  readonly insideUrl: string;
}
let server: Server | undefined;
afterEach(async () => {
  if (!server || server.process.exitCode !== null) return;
  server.process.kill('SIGKILL');
  await once(server.process, 'exit');
});

let databases = 0;
/** A server whose stdout is where the shell leads it: `| reader`, `> file`. */
async function serveWith(redirection: string): Promise<Server> {
  const command = `exec ${process.execPath} src/cli/seamless.ts serve --port 0 --inside-port 0 --token t --database sqlite:${folder}/${++databases}.db ${redirection}`;
  const child = spawn('bash', ['-c', command], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for await (const chunk of child.stderr) {
    said += String(chunk);
    const [url, insideUrl] = [/served at (\S+)\./.exec(said)?.[1], /inside at (\S+):/.exec(said)?.[1]];
    if (url !== undefined && insideUrl !== undefined) return (server = { process: child, url, insideUrl });
  }
  throw new Error(`the server did not start: ${said}`);
}

/** Each is a long line in the log, since its round is long. */
async function bets({ url }: Server, count: number, firstId = 1): Promise<void> {
  const headers = { 'callback-token': 't', 'content-type': 'application/json' };
  for (let sent = 0; sent < count; sent += 50) {
    const round_id = `${sent}`.padEnd(255, 'r');
    const send = async (_: unknown, n: number): Promise<unknown> => {
      const body = JSON.stringify({
        command: 'bet',
        data: { account: 'test1234', trans_id: firstId + sent + n, round_id, amount: 0 },
        timestamp: '1',
        check: '21',
      });
      return (await fetch(url, { method: 'POST', headers, body })).json();
    };
    for (const answer of await Promise.all(Array.from({ length: 50 }, send)))
      expect(answer).toMatchObject({ result: 0 });
  }
}

const figure = async ({ insideUrl }: Server, name: string): Promise<number> => valueOf(await scrape(insideUrl), name);
const dropped = (from: Server): Promise<number> => figure(from, 'seamless_log_lines_dropped_total');

async function stop({ process: child }: Server): Promise<unknown> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  return (await exited)[0];
}

const noPrlimit = spawnSync('prlimit', ['--version']).error !== undefined;

describe('a server whose log', () => {
  it('has lost its reader serves on, and counts the lines', async () => {
    const started = await serveWith('');
    started.process.stdout?.destroy();
    await bets(started, 200);
    await vi.waitFor(async () => expect(await dropped(started)).toBe(200));
    expect(await stop(started)).toBe(0);
  });

  it('goes to a full disk serves on, and counts the lines', async () => {
    const started = await serveWith('> /dev/full');
    await bets(started, 200);
    await vi.waitFor(async () => expect(await dropped(started)).toBe(200));
    expect(await stop(started)).toBe(0);
  });

  it.skipIf(noPrlimit)(
    `goes to a file that may not grow goes on, in whole lines, once it may again${noPrlimit ? ' (skipped: there is no prlimit here)' : ''}`,
    async () => {
      // Larger than the wallet, so that the limit is the log's alone.
      const before = 10_000_000;
      const file = `${folder}/log`;
      writeFileSync(file, '');
      truncateSync(file, before);
      const started = await serveWith(`>> ${file}`);
      const limit = (bytes: string): Buffer =>
        execFileSync('prlimit', ['--pid', String(started.process.pid), `--fsize=${bytes}:`]);
      await bets(started, 50, 1);
      limit(String(before + 30_000));
      await bets(started, 100, 51);
      await vi.waitFor(async () => expect(await dropped(started)).toBeGreaterThan(50));
      limit('unlimited');
      await bets(started, 50, 151);
      expect(await stop(started)).toBe(0);
      const lines = readFileSync(file, 'utf8').slice(before).trimEnd().split('\n');
      const ids = lines.flatMap((line) => /^\{.*"transactionId":"(\d+)".*\}$/.exec(line)?.[1] ?? []).map(Number);
      expect(ids.filter((id) => id <= 50 || id > 150)).toHaveLength(100);
      expect(
        lines.filter((line) => !/^\{.*\}$/.test(line)),
        'the line that was cut off',
      ).toHaveLength(1);
    },
  );

  it('has a reader who reads nothing serves on in bounded memory, counts the lines, and stops when it is told to', async () => {
    const started = await serveWith('');
    await bets(started, 500);
    const before = await figure(started, 'process_resident_memory_bytes');
    const linesThatFit = limits.logBytes / 500;
    await bets(started, Math.ceil(linesThatFit / 50) * 50 + 5_000);
    await vi.waitFor(async () => expect(await dropped(started)).toBeGreaterThan(1_000));
    await expect.poll(async () => (await figure(started, 'process_resident_memory_bytes')) - before).toBeLessThan(60e6);
    expect(await stop(started)).toBe(0);
  }, 90_000);

  it('is read slowly loses nothing, also when it stops', async () => {
    const started = await serveWith('');
    await bets(started, 500);
    let read = '';
    const ended = once(started.process, 'close');
    started.process.stdout?.on('data', (chunk: Buffer) => (read += chunk.toString()));
    started.process.kill('SIGTERM');
    await ended;
    expect(read.match(/"msg":"callback"/g)).toHaveLength(500);
    expect(read).toContain('"msg":"tally"');
  });
});
