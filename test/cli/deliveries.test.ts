import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import { fasterClock } from '../../src/delivery/clock.ts';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';

let folder: string;
let remove: () => void;
let serving: Serving;
beforeAll(async () => {
  [folder, remove] = scratch();
  const database = `sqlite:${folder}/wallet.db`;
  serving = await startServe(['--contract', 'v1,v4', '--database', database, '--token', 't']);
  await seamless(['accounts', 'create', 'player1'], { DATABASE_URL: database });
});
afterAll(async () => {
  serving.process.kill('SIGTERM');
  await serving.exited;
  remove();
});

const deliveries = (...args: string[]) => seamless(['deliveries', ...args, '--outbox', `sqlite:${folder}/outbox.db`]);

describe('seamless deliveries', () => {
  it('lists, shows, retries and resolves what is owed', async () => {
    const outbox = await openOutboxAt(`sqlite:${folder}/outbox.db`, 1);
    const durationMs = 1_234;
    const common = {
      contract: 'v1',
      phase: 'win',
      account: 'player1',
      roundId: 'r',
      amountMinor: 250n,
      state: 'pending',
      attempts: 0,
      createdAtMs: 1_700_000_000_000,
    } as const;
    for (const transactionId of ['101', '102']) {
      const body = `{"command":"win","data":{"account":"player1","trans_id":${transactionId},"round_id":"r","amount":2.5}}`;
      await outbox.add({
        ...common,
        id: `casino:win:${transactionId}`,
        operator: 'casino',
        command: 'win',
        transactionId,
        body,
      });
      const attempt = {
        command: 'win',
        atMs: 1_700_000_000_000,
        durationMs,
        outcome: 'timed-out',
        httpStatus: undefined,
        answer: '',
      } as const;
      await outbox.note(`casino:win:${transactionId}`, { phase: 'win', state: 'unresolved', attempts: 4 }, attempt);
    }
    await outbox.close();
    expect((await deliveries('list')).out.split('\n')).toEqual([
      expect.stringMatching(/^casino:win:101\tunresolved\tplayer1\t2\.50/),
      expect.stringMatching(/^casino:win:102/),
    ]);
    expect((await deliveries('show', 'casino:win:101')).out).toContain(`win  timed-out  HTTP none  ${durationMs} ms`);
    expect((await deliveries('list')).out).toContain('\twin tried 4 times\t');
    expect(await deliveries('retry', 'casino:win:101', '--url', serving.url, '--token', 't')).toEqual({
      code: 0,
      out: 'casino:win:101\taccepted',
      err: '',
    });
    expect((await deliveries('show', 'casino:win:101')).out).toContain(
      '\twin tried once since it was last begun or retried\t',
    );
    const again = await deliveries('retry', 'casino:win:101', '--url', serving.url, '--token', 't');
    expect([again.code, again.out]).toEqual([1, expect.stringContaining('casino:win:101\tleft alone: it is')]);
    expect(await deliveries('settlements', '--operator', 'casino', '--after', '99')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^seamless: --after: "99" is no cursor of this list: [^\n]+$/) as string,
    });
    expect(await deliveries('resolve', 'casino:win:102')).toMatchObject({
      code: 0,
      out: expect.stringContaining('resolved') as string,
    });
    expect(await deliveries('resolve', 'casino:win:101')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is accepted') as string,
    });
    expect(await deliveries('list')).toMatchObject({ out: '' });
    expect(await deliveries('show', 'casino:win:9')).toMatchObject({ code: 1 });
    expect(await deliveries('list', '--state', 'lost')).toMatchObject({ code: 2 });
  });

  it('forgets what has ended, of one operator where it is named', async () => {
    const forgotten = async (...args: string[]): Promise<string> => (await deliveries('prune', ...args)).out;
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await forgotten('--before', '1d')).toBe('0 deliveries forgotten');
    expect(await forgotten('--before', tomorrow, '--operator', 'another')).toBe('0 deliveries forgotten');
    expect(await forgotten('--before', tomorrow, '--operator', 'casino')).toBe('2 deliveries forgotten');
    expect(await deliveries('prune', '--before', 'yesterday')).toMatchObject({ code: 2 });
  });

  it('sends again what is owed in the contract in which it was sent', async () => {
    const outbox = await openOutboxAt(`sqlite:${folder}/outbox.db`);
    const nowhere = createDelivery({
      outbox,
      operators: [
        {
          name: 'casino',
          contract: contracts['v4'] ?? expect.fail(),
          url: 'http://127.0.0.1:9/',
          tokens: ['t'],
        },
      ],
      clock: fasterClock(10_000),
    });
    const win = { account: 'player1', transactionId: 'a win, ü', roundId: 'r', amountMinor: 250n };
    expect(await nowhere.to('casino').win(win)).toEqual({ kind: 'unresolved' });
    await nowhere.close();
    await outbox.close();
    expect((await deliveries('list')).out).toMatch(/^casino:win:a win, ü\tunresolved\tplayer1\t2\.50.*\tv4$/);
    expect(await deliveries('retry', 'casino:win:a win, ü', '--url', serving.url, '--token', 't')).toEqual({
      code: 0,
      out: 'casino:win:a win, ü\taccepted',
      err: '',
    });
  });

  it("says in one line that the outbox can't be used", async () => {
    expect(await seamless(['deliveries', 'list', '--outbox', `sqlite:${folder}/typo.db`])).toMatchObject({
      code: 2,
      err: expect.stringContaining("typo.db can't be used: it is not there") as string,
    });
    expect(existsSync(`${folder}/typo.db`)).toBe(false);
    writeFileSync(`${folder}/notes.txt`, 'no database');
    for (const url of [`sqlite:${folder}/notes.txt`, 'postgres://localhost:9/none']) {
      const { code, err } = await seamless(['deliveries', 'list', '--outbox', url]);
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/^seamless: the outbox can't be used: [^\n]{10,}\. Check its URL\.$/),
      ]);
    }
  });

  it('says so when the operator can still not be reached, exit 1', async () => {
    const outbox = await openOutboxAt(`sqlite:${folder}/outbox.db`, 1);
    const body = '{"command":"cancel","data":{"account":"a","trans_id":103}}';
    await outbox.add({
      id: 'casino:cancel:103',
      operator: 'casino',
      command: 'cancel',
      contract: 'v1',
      phase: 'cancel',
      account: 'a',
      transactionId: '103',
      roundId: '',
      amountMinor: 0n,
      body,
      state: 'unresolved',
      attempts: 4,
      createdAtMs: 1,
    });
    await outbox.close();
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      'src/cli/seamless.ts',
      'deliveries',
      'retry',
      'casino:cancel:103',
      '--url',
      'http://127.0.0.1:9/',
      '--token',
      't',
      '--outbox',
      `sqlite:${folder}/outbox.db`,
    ]).catch((error: unknown) => error as { stdout: string; stderr: string });
    expect(stdout).toContain('casino:cancel:103\tunresolved');
    expect(stderr).toContain('still unresolved');
  });
});
