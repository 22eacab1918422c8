import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';

const [folder, remove] = scratch();
const file = join(folder, 'tokens');
const secrets = ['Secret-of-today', 'Secret-of-tomorrow'];
const database = `sqlite:${folder}/wallet.db`;
let serving: Serving;

beforeAll(async () => {
  writeFileSync(file, `${secrets.join(' \r\n')}\n\n`);
  await (await openOutboxAt(`sqlite:${folder}/other.db`)).close();
  serving = await startServe(['--database', database, '--token-file', file]);
});
afterAll(async () => {
  serving.process.kill('SIGKILL');
  await serving.exited;
  remove();
});

const post = (
  token: string,
  body = '{"command":"balance","data":{"account":"test1234"},"timestamp":"1","check":"21"}',
) =>
  fetch(serving.url, {
    method: 'POST',
    headers: { 'callback-token': token, 'content-type': 'application/json' },
    body,
  });
const leaked = (text: string): string[] => secrets.filter((secret) => text.includes(secret));

describe('tokens from a file', () => {
  it('are valid each, and nothing else is', async () => {
    for (const secret of secrets) expect(await (await post(secret)).json()).toMatchObject({ result: 0 });
    for (const wrong of [
      secrets.join(','),
      secrets.join('\n').slice(0, 5),
      'Secret-of-toda',
      'Secret-of-today1',
      'secret-of-today',
    ]) {
      expect(await (await post(wrong.replace('\n', ' '))).json()).toEqual({ result: 100, status: 'ERROR' });
    }
  });

  it('are in no argument of the process, and in nothing that it prints, logs, measures or answers', async () => {
    const answered = await Promise.all([
      post(secrets[0] ?? '', '{'),
      post(secrets[0] ?? '', '{"command":"Secret"}'),
      post('wrong'),
      fetch(new URL('/metrics', serving.insideUrl)),
      fetch(new URL('/nowhere', serving.url)),
    ]);
    const texts = await Promise.all(answered.map((response) => response.text()));
    expect(leaked(texts.join(''))).toEqual([]);
    // Lines are written together, a moment later.
    await vi.waitFor(() => expect(serving.logged().length).toBeGreaterThan(100));
    expect(serving.said()).toContain('callback-token: TOKEN');
    expect(leaked(serving.logged() + serving.said())).toEqual([]);
    expect(leaked(serving.process.spawnargs.join(' '))).toEqual([]);
  });
});

describe.each([
  ['certify', ['certify', '--account', 'test1234', '--only', 'panel.*', '--report', join(folder, 'report')], 0],
  ['simulate', ['simulate', '--accounts', 'test1234', '--rounds', '5', '--outbox', `sqlite:${folder}/outbox.db`], 0],
  ['deliveries retry', ['deliveries', 'retry', 'win:1', '--outbox', `sqlite:${folder}/other.db`], 1],
])('seamless %s', (_name, [command = '', ...args], exit) => {
  const only = (name: string): string => (command === 'certify' ? `${file}.one` : name);

  it('takes its token from a file, by flag or by environment, and prints it nowhere', async () => {
    writeFileSync(`${file}.one`, `${secrets[0] ?? ''}\n`);
    for (const [flags, environment] of [
      [['--token-file', only(file)], {}],
      [[], { CALLBACK_TOKEN_FILE: only(file) }],
    ] as const) {
      const { code, out, err } = await seamless([command, ...args, '--url', serving.url, ...flags], environment);
      expect([code, leaked(out + err)], err).toEqual([exit, []]);
    }
    const reports = command === 'certify' ? readdirSync(join(folder, 'report')) : [];
    expect(reports).toHaveLength(command === 'certify' ? 4 : 0);
    for (const report of reports) expect(leaked(readFileSync(join(folder, 'report', report), 'utf8'))).toEqual([]);
  });

  it('says what is wrong, exit 2: none, a file that is not there, both', async () => {
    for (const [flags, words] of [
      [[], '--token-file (CALLBACK_TOKEN_FILE) must be given'],
      [['--token-file', join(folder, 'nowhere')], 'nowhere'],
      [['--token-file', file, '--token', 'x'], 'must not both be given'],
    ] as const) {
      const printed = await seamless([command, ...args, '--url', serving.url, ...flags]);
      expect(printed).toMatchObject({ code: 2, err: expect.stringContaining(words) as string });
      expect(printed.err.split('\n')).toHaveLength(1);
    }
  });
});

describe.each(['serve', 'mock'])('seamless %s', (command) => {
  const args = command === 'serve' ? [command, '--database', database] : [command];

  it('says what is wrong with its tokens, exit 2', async () => {
    writeFileSync(`${file}.bad`, 'a b\n');
    writeFileSync(`${file}.empty`, '\n');
    for (const [flags, words] of [
      [['--token-file', join(folder, 'nowhere')], 'nowhere'],
      [['--token-file', file, '--token', 'x'], 'must not both be given'],
      [['--token-file', `${file}.bad`], 'printable characters'],
      [['--token-file', `${file}.empty`], 'is empty: is the secret'],
      [['--token', ''], 'is empty: is the secret'],
      [['--token', ','], 'printable characters'],
    ] as const) {
      expect(await seamless([...args, '--port', '0', ...flags])).toMatchObject({
        code: 2,
        err: expect.stringContaining(words) as string,
      });
    }
  });
});

it('seamless serve asks for a token in production, exit 2, and prefers a flag to the environment', async () => {
  expect(await seamless(['serve', '--database', database], { NODE_ENV: 'production' })).toMatchObject({
    code: 2,
    err: expect.stringContaining('must be given with NODE_ENV=production') as string,
  });
  const preferred = await seamless(['serve', '--database', database, '--token-file', join(folder, 'nowhere')], {
    CALLBACK_TOKEN: 'fine',
  });
  expect(preferred).toMatchObject({ code: 2, err: expect.stringContaining('nowhere') as string });
});
