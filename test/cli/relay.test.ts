import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeOperators, movement, token } from '../relay/harness.ts';
import { scratch, seamless } from '../support/commandLine.ts';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';
import { startRelayProcess } from '../relay/relayProcess.ts';

const [folder, remove] = scratch();
afterAll(remove);
const outbox = `sqlite:${folder}/outbox.db`;

describe('seamless relay keys', () => {
  it('makes a key, shows it once, keeps its hash alone, lists it and revokes it', async () => {
    const made = await seamless(['relay', 'keys', 'create', 'slots', '--scope', 'send,read', '--outbox', outbox]);
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^relay_[\w-]{43}$/) as string });
    expect(made.err).toBe('This is the key slots, shown once. It may: send, read');
    expect(readFileSync(`${folder}/outbox.db`).includes(made.out)).toBe(false);
    const ofOne = ['relay', 'keys', 'create', 'audit', '--scope', 'read', '--operator', 'anna-casino'];
    const audit = await seamless([...ofOne, '--outbox', `sqlite:${folder}/one.db`]);
    expect(audit.err).toBe('This is the key audit, shown once. It may: read, for anna-casino alone');
    const again = await seamless(['relay', 'keys', 'create', 'slots', '--scope', 'send', '--outbox', outbox]);
    expect([again.code, again.err]).toEqual([1, 'seamless: there is, or was, a key slots: choose another name']);
    const listed = await seamless(['relay', 'keys', 'list'], { OUTBOX_URL: outbox });
    expect(listed.out).toMatch(/^slots\tsend,read\tall operators\tcreated \S+Z\tvalid$/);
    const revoked = await seamless(['relay', 'keys', 'revoke', 'slots', '--outbox', outbox]);
    expect(revoked.out).toMatch(/^slots\tsend,read\tall operators\tcreated \S+Z\trevoked \S+Z$/);
    expect((await seamless(['relay', 'keys', 'revoke', 'slots', '--outbox', outbox])).code).toBe(1);
  });

  it.each([
    [['create', 'a b', '--scope', 'send'], /the key's name must be/],
    [['create', 'a', '--scope', 'read', '--operator', 'A'], /--operator must be names of operators/],
    [['create', 'a', '--scope', 'send,write'], /--scope must be of send, read, operate/],
    [['create', 'a', '--scope', 'send', '--outbox', 'x'], /--outbox \(OUTBOX_URL\) must be sqlite:FILE or postgres/],
    [['list', '--outbox', `sqlite:${folder}/none.db`], /the outbox can't be used: .*none\.db/],
  ])('names what is wrong in %j', async (args, problem) => {
    const { code, err } = await seamless(['relay', 'keys', ...args]);
    expect([code, err]).toEqual([2, expect.stringMatching(problem)]);
  });
});

describe('seamless relay serve', () => {
  it('names every setting that can not be used, before anything is opened', async () => {
    const { code, err } = await seamless(['relay', 'serve', '--port', 'x', '--drain-ms', '-1', '--outbox', 'y']);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^seamless: --operators \(OPERATORS_FILE\) must be given/),
      expect.stringMatching(/^seamless: --outbox/),
      expect.stringMatching(/^seamless: --port/),
      expect.stringMatching(/^seamless: --drain-ms/),
    ]);
  });

  it('refuses an operators file that can not be used, line by line', async () => {
    const file = writeOperators(`${folder}/bad`, [{ name: 'A', url: 'x' }]);
    const { code, err } = await seamless([
      'relay',
      '--operators',
      file,
      '--outbox',
      outbox,
      '--port',
      '0',
      '--inside-port',
      '0',
    ]);
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      expect.stringContaining(`${file}: operators[0].name must be 1 to 32 of a-z`),
      expect.stringContaining(`${file}: operators[0].url must be a URL`),
    ]);
  });
});

describe('a relay in a process of its own', () => {
  let operator: ReferenceOperator;
  beforeAll(async () => {
    operator = await startReferenceOperator({ test1234: 100_000n }, token);
    return () => operator.stop();
  });

  it('is asked by curl, told to reload, and forgets a key that is revoked', async () => {
    const file = writeOperators(`${folder}/own`, [{ name: 'anna-casino', url: operator.url }]);
    const own = `sqlite:${folder}/own/outbox.db`;
    const relay = await startRelayProcess(['--operators', file, '--outbox', own]);
    try {
      expect(relay.said()).toContain('Nobody has a key yet');
      const key = (await seamless(['relay', 'keys', 'create', 'all', '--scope', 'send,read,operate', '--outbox', own]))
        .out;
      const curl = async (path: string, ...more: string[]): Promise<unknown> => {
        const given = ['-s', `${relay.url}${path}`, '-H', `Authorization: Bearer ${key}`, ...more];
        return JSON.parse((await promisify(execFile)('curl', given)).stdout) as unknown;
      };
      await expect.poll(() => curl('/operators')).toMatchObject({ items: [{ name: 'anna-casino' }] });
      const bet = { ...movement(), account: 'test1234' };
      const sent = ['-H', 'Content-Type: application/json', '-d', JSON.stringify(bet)];
      const placed = await curl('/operators/anna-casino/bets', ...sent);
      expect(placed).toMatchObject({ outcome: 'accepted', balanceMinor: '99500' });
      expect(await curl(`/deliveries/${(placed as { deliveryId: string }).deliveryId}`)).toMatchObject({
        log: [{ command: 'bet', outcome: 'replied', httpStatus: 200 }],
      });

      const [, byHand = ''] =
        /### By hand\n.*?```sh\n(.*?)```/s.exec(readFileSync('src/relay/README.md', 'utf8')) ?? [];
      const script = byHand.replaceAll('http://127.0.0.1:8090', relay.url).replaceAll('relay_…', key);
      const { stdout: answers } = await promisify(execFile)('sh', ['-c', script]);
      expect(answers.match(/"(outcome|state|code|begun|paused|items)":("[^"]*"|\w+|\[)/g)).toEqual([
        '"outcome":"accepted"',
        '"state":"accepted"',
        '"outcome":"replied"',
        '"code":"not-retriable"',
        '"begun":0',
        '"paused":true',
        '"items":[',
        '"state":"accepted"',
        '"state":"accepted"',
      ]);

      writeFileSync(`${folder}/own/key`, key);
      const reload = ['relay', 'reload', '--url', relay.url, '--key-file', `${folder}/own/key`];
      writeOperators(`${folder}/own`, [{ name: 'other', url: operator.url }]);
      expect(await seamless(reload)).toEqual({ code: 0, out: 'other', err: '' });
      writeFileSync(file, '[]');
      const refused = await seamless(reload);
      expect([refused.code, refused.err]).toEqual([
        1,
        expect.stringMatching(/^seamless: the relay did not read it: the file must be an object/),
      ]);

      await seamless(['relay', 'keys', 'revoke', 'all', '--outbox', own]);
      await expect.poll(() => curl('/operators')).toMatchObject({ code: 'no-key' });
      expect(relay.logged()).not.toContain(key);
    } finally {
      relay.process.kill('SIGTERM');
      expect(await relay.exited).toBe(0);
    }
    const away = await seamless(['relay', 'reload', '--url', relay.url, '--key', 'x']);
    expect([away.code, away.err]).toEqual([
      2,
      expect.stringMatching(/does not answer: .*ECONNREFUSED.*Nobody listens there/),
    ]);
  }, 60_000);

  const python = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!python)(
    `the game server in Python of the README places a bet${python ? '' : ' (skipped: there is no python3 here)'}`,
    async () => {
      const [, script = ''] = /```python\n(.*?)```/s.exec(readFileSync('src/relay/README.md', 'utf8')) ?? [];
      expect(script.trim().split('\n').length).toBeLessThanOrEqual(20);
      const file = writeOperators(`${folder}/python`, [{ name: 'anna-casino', url: operator.url }]);
      const own = `sqlite:${folder}/python/outbox.db`;
      const key = (await seamless(['relay', 'keys', 'create', 'game', '--scope', 'send,operate', '--outbox', own])).out;
      const relay = await startRelayProcess(['--operators', file, '--outbox', own]);
      try {
        const before = await operator.balanceOf('test1234');
        writeFileSync(`${folder}/python/game.py`, script.replaceAll('http://127.0.0.1:8090', relay.url));
        const run = async (): Promise<string> =>
          (
            await promisify(execFile)('python3', [`${folder}/python/game.py`], {
              env: { ...process.env, RELAY_KEY: key },
            })
          ).stdout;
        expect(await run()).toBe('accepted\n');
        expect(await operator.balanceOf('test1234')).toBe(before - 1_050n);
        const headers = { Authorization: `Bearer ${key}` };
        const paused = await fetch(`${relay.url}/operators/anna-casino/pause`, { method: 'POST', headers });
        expect(paused.status).toBe(200);
        const failed: unknown = await run().catch((error: unknown) => error);
        // Nothing was kept, which is known.
        expect(failed).toMatchObject({ stderr: expect.stringMatching(/HTTP Error 503(?!.*not known)/s) as string });
      } finally {
        relay.process.kill('SIGTERM');
        await relay.exited;
      }
    },
    60_000,
  );
});
