import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from '../../src/wallet/ledger.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { scratch, seamless } from '../support/commandLine.ts';
import { toTerms } from '../wallet/histories.ts';

let database: string;
let file: string;
let remove: () => void;
beforeEach(async () => {
  let folder: string;
  [folder, remove] = scratch();
  file = `${folder}/wallet.db`;
  database = `sqlite:${file}`;
  await seamless(['accounts', 'create', 'anna', '--balance', '10', '--database', database]);
});
afterEach(() => remove());

const held = (...args: string[]) => seamless(['held', ...args, '--database', database]);

/** A win of 25.00 that its provider's guards stop. */
async function hold(transactionId: string, provider = 'default', roundId = 'r1'): Promise<void> {
  const store = openSqliteStore(file, 2);
  const terms = toTerms({ stopped: false, bet: { holds: true, above: 0n }, win: { holds: true, above: 1_000n } });
  const named = { provider, account: 'anna', transactionId, roundId, checks: [] };
  await new Ledger(store).carryOut({ kind: 'win', ...named, amountMinor: 2_500n, terms });
  await store.close();
}

describe('seamless held', () => {
  it('lists what waits, with the guards that stopped it, and what has ended when it is asked for', async () => {
    await hold('w1');
    await hold('w2');
    const { out } = await held('list');
    expect(out.split('\n').map((line) => line.split('\t').slice(1))).toEqual(
      ['w1', 'w2'].map((id) => [
        'waiting',
        id,
        'default',
        'anna',
        'round r1',
        '25.00',
        'stopped by unmatched-win, largest-win',
      ]),
    );
    await held('reject', 'w1', '--reason', 'forged');
    expect((await held('list')).out).not.toContain('w1');
    expect((await held('list', '--state', 'rejected')).out).toMatch(/rejected\tw1.*: forged$/);
    expect((await held('list', '--state', 'all', '--account', 'bert')).err).toBe('no win was ever held');
    const [json] = (await held('list', '--json')).out.split('\n').map((line) => JSON.parse(line) as object);
    expect(json).toMatchObject({ transactionId: 'w2', amountMinor: 2500, guards: ['unmatched-win', 'largest-win'] });
  });

  it('pays a released win once, and says who released it and why', async () => {
    await hold('w1');
    expect((await held('show', 'w1')).out).toContain('held release w1 --provider default --reason TEXT');
    expect(await held('release', 'w1', '--reason', 'the provider confirmed it')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/released\tw1\t.*: the provider confirmed it$/) as string,
    });
    const again = await held('release', 'w1', '--reason', 'again');
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('nothing was moved this time') as string });
    const other = await held('reject', 'w1', '--reason', 'no');
    const history = await seamless(['accounts', 'history', 'anna', '--database', database]);
    expect(history.out).toMatch(/\theld\tw1\t.*\tholds 25.00\t/);
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('w1 is released already') as string });
    expect((await seamless(['accounts', 'show', 'anna', '--database', database])).out).toContain('35.00');
    expect((await seamless(['audit', '--database', database])).code).toBe(0);
  });

  it('asks whose transaction it is where several providers have one of this id', async () => {
    await hold('w1');
    await hold('w1', 'acme');
    expect(await held('release', 'w1', '--reason', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('default, acme. Name one with --provider') as string,
    });
    expect(await held('release', 'w1', '--reason', 'x', '--provider', 'acme')).toMatchObject({ code: 0 });
    expect((await held('list')).out).toContain('\tdefault\t');
  });

  it.each(['1; echo taken #', '$(echo taken)', "it's `x`", '--help', '-x  two blanks', 'turned \u202e round'])(
    'shows commands that a shell takes as they are meant, whatever a provider chose for an id: %j',
    async (id) => {
      await hold(id, 'default', id);
      const { out } = await seamless(['held', 'show', '--database', database, '--', id]);
      const commands = out.split('\n').slice(1);
      const [inRound = [], released = [], rejected = []] = commands.map((line) => {
        const script = `npm() { printf '%s\\0' "$@"; }; ${line.replace(/^.*?: +/, '')}`;
        return execFileSync('bash', ['-c', script], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
          env: { LC_ALL: 'C.UTF-8' },
        }).split('\0');
      });
      expect([inRound, released, rejected].map((words) => words.filter((word) => word === id))).toEqual([
        [id],
        [id],
        [id],
      ]);
      // What npm passes on.
      const args = released.slice(released.indexOf('--') + 1, -1);
      expect(await seamless(args, { DATABASE_URL: database })).toMatchObject({
        code: 0,
        err: expect.stringContaining('accepted') as string,
      });
    },
  );

  it('tells what is not there, what is missing and what is no state', async () => {
    expect(await held('release', 'w9', '--reason', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no win w9 was held') as string,
    });
    await hold('w1');
    expect(await held('release', 'w1')).toMatchObject({ code: 2, err: expect.stringContaining('--reason') as string });
    expect(await held('release', 'w1', '--reason', ' ')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--reason must say why') as string,
    });
    expect(await held('list', '--state', 'open')).toMatchObject({
      code: 2,
      err: expect.stringContaining('waiting, released, rejected, cancelled, all') as string,
    });
  });
});
