import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOperator } from '../certification/operator/operator.ts';
import { contracts } from '../../src/contract/index.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { scratch, seamless, type Serving, startServe } from '../support/commandLine.ts';

let folder: string;
let remove: () => void;
let serving: Serving;
let database: string;
beforeAll(async () => {
  [folder, remove] = scratch();
  database = `sqlite:${folder}/wallet.db`;
  serving = await startServe(['--contract', 'v1,v4', '--database', database, '--token', 't']);
});
afterAll(async () => {
  serving.process.kill('SIGTERM');
  await serving.exited;
  remove();
});

const simulate = (...args: string[]) => seamless(['simulate', '--url', serving.url, '--token', 't', ...args]);

describe('seamless simulate', () => {
  it.each(Object.keys(contracts))('plays in contract %s, and reconciles every balance to the cent', async (name) => {
    const { code, out, err } = await simulate(
      '--contract',
      name,
      '--database',
      database,
      '--players',
      '5',
      '--rounds',
      '100',
      '--seed',
      '7',
      '--faults',
      'duplicate=20%,reorder=5%',
    );
    expect([code, err]).toEqual([0, '']);
    for (const text of ['p99 ms', 'bet', 'duplicate', '100, seed 7', 'every one is what it must be, to the cent'])
      expect(out).toContain(text);
  });

  it('plays the same rounds again with the same seed', async () => {
    const played = async () => {
      const { out } = await simulate(
        '--database',
        database,
        '--players',
        '3',
        '--rounds',
        '40',
        '--seed',
        '11',
        '--json',
      );
      const { book, commands } = JSON.parse(out) as {
        book: { stakedMinor: string; paidMinor: string };
        commands: { bet: { attempts: number } };
      };
      return [book.stakedMinor, book.paidMinor, commands.bet.attempts];
    };
    expect(await played()).toEqual(await played());
  });

  it('finds a cent that is missing, exit 1', async () => {
    const store = openSqliteStore(`${folder}/wallet.db`, 2);
    const bets = (): Promise<number> =>
      store.inspect(
        async (query) =>
          (await Array.fromAsync(query(`SELECT 1 FROM ledger_entry WHERE kind = 'bet' AND account = 'player1'`)))
            .length,
      );
    const before = await bets();
    const simulation = simulate('--accounts', 'player1,player2', '--rounds', '60', '--rate', '50');
    await expect.poll(bets).toBeGreaterThan(before);
    await store.settle([{ kind: 'debit', account: 'player1', transactionId: 'theft', amountMinor: 1n }]);
    const { code, out, err } = await simulation;
    await store.close();
    expect(code).toBe(1);
    expect(out).toMatch(/player1: must be [0-9.]+, is [0-9.]+/);
    expect(err).toContain('1 balances are not what they must be');
  });

  it.each([
    ['an account is not there', [], 'Make the accounts first'],
    ['the operator does not take the token', ['--token', 'wrong'], 'Give the right one with --token'],
    [
      'nobody listens',
      ['--url', 'http://127.0.0.1:9/'],
      'Nobody listens there; check host and port, and see that it runs. See to --url.',
    ],
  ])('says what to do when %s, exit 2', async (_why, args, advice) => {
    expect(await simulate('--accounts', 'nobody', '--rounds', '1', ...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining(advice) as string,
    });
  });

  it('says so when the operator speaks another contract, exit 2', async () => {
    const operator = await startOperator({ token: 't', accounts: { main: { balanceMinor: 100n } } });
    const args = ['--url', operator.url, '--token', 't', '--accounts', 'main', '--rounds', '1', '--contract', 'v4'];
    const { code, err } = await seamless(['simulate', ...args]);
    await operator.stop();
    expect([code, err]).toEqual([2, expect.stringContaining('Name the one that it speaks with --contract')]);
  });

  it('takes unusable input for what it is, all at once, exit 2', async () => {
    const { code, err } = await seamless([
      'simulate',
      '--url',
      'nowhere',
      '--players',
      '0',
      '--rounds',
      'x',
      '--faults',
      'gremlins=5%',
      '--stake',
      '0.001',
    ]);
    expect(code).toBe(2);
    for (const name of ['--token', '--url', '--players', '--rounds', '--faults', '--stake'])
      expect(err).toContain(name);
  });
});

describe('seamless simulate --operators', () => {
  let file: string;
  let others: Serving[];
  const wallet = (name: string): string => `sqlite:${folder}/${name}.db`;
  const play = (...args: string[]) =>
    seamless(['simulate', '--operators', file, '--players', '4', '--rounds', '40', ...args]);
  const databases = () => ['--database', `anna:${wallet('anna')}`, '--database', `bert:${wallet('bert')}`];

  beforeAll(async () => {
    const start = (name: string, ...args: string[]) =>
      startServe(['--contract', 'v1,v4', '--database', wallet(name), '--token', name, ...args]);
    others = [await start('anna'), await start('bert', '--currency', 'JPY', '--currency-decimals', '0')];
    const operators = ['anna', 'bert'].map((name, index) => {
      writeFileSync(`${folder}/${name}.token`, name);
      return { name, contract: 'v1', url: others[index]?.url, tokenFiles: [`${name}.token`] };
    });
    file = `${folder}/operators.json`;
    const [anna, bert] = operators;
    writeFileSync(file, JSON.stringify({ operators: [anna, { ...bert, contract: 'v4', currencyDecimals: 0 }] }));
  });
  afterAll(async () => {
    for (const other of others) {
      other.process.kill('SIGTERM');
      await other.exited;
    }
  });

  it('plays at several operators at once, of both contracts and two currencies, with faults of their own', async () => {
    const { code, out, err } = await play(...databases(), '--faults', '0%', '--faults', 'bert:duplicate=50%', '--json');
    expect([code, err]).toEqual([0, '']);
    const reports = JSON.parse(out) as {
      operator: string;
      faults: { duplicate: number };
      book: { stakedMinor: string };
    }[];
    const [anna = expect.fail(), bert = expect.fail()] = reports;
    expect([anna.operator, anna.faults.duplicate]).toEqual(['anna', 0]);
    expect([bert.operator, bert.faults.duplicate > 20]).toEqual(['bert', true]);
    for (const { book } of [anna, bert]) expect(book.stakedMinor).toMatch(/^[0-9]+$/);
  });

  it('tells of each operator under its name', async () => {
    const { code, out } = await play(...databases());
    expect(code).toBe(0);
    expect(out).toMatch(/^anna\n\n[^]*to the cent\n\nbert\n\n[^]*to the cent$/);
  });

  it('names the operator at which nobody can play, and where to look, exit 2', async () => {
    expect(await play('--accounts', 'stranger')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/(anna|bert): .*stranger.*Make the accounts first/) as string,
    });
  });

  it('says what does not go together, and what is meant for nobody, exit 2', async () => {
    expect(await play('--url', serving.url)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--url') as string,
    });
    const { code, err } = await play(
      ...['--faults', 'carl:5%', '--faults', 'anna:1%', '--faults', 'anna:2%', '--database', wallet('anna')],
      ...['--stake', '0.5'],
    );
    expect(code).toBe(2);
    for (const text of [
      `--faults: there is no operator carl in ${file}`,
      '--faults must be given once for anna',
      'as in anna:sqlite:',
      '--stake must be an amount of money above 0 with at most 0 decimals',
    ])
      expect(err).toContain(text);
    const missing = await seamless(['simulate', '--operators', `${folder}/none.json`]);
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('none.json') as string });
  });
});

describe('seamless simulate --database --currency', () => {
  it('makes the accounts in the currency of the provider that plays, and asks for it where there are several', async () => {
    const [at, token] = [`sqlite:${folder}/two.db`, `${folder}/studio.token`];
    writeFileSync(token, 'studio');
    const two = await startServe(['--database', at, '--token', 't']);
    const made = [
      await seamless(['currencies', 'create', 'JPY', '--decimals', '0', '--database', at]),
      await seamless(
        ['providers', 'create', 'studio', '--contract', 'v1', '--currency', 'JPY', '--token-file', token].concat(
          ...[['--database', at]],
        ),
      ),
    ];
    expect(made.map(({ code }) => code)).toEqual([0, 0]);
    const play = (...args: string[]) =>
      seamless([
        ...['simulate', '--url', two.url, '--token-file', token, '--database', at, '--currency-decimals', '0'],
        ...['--players', '3', '--rounds', '30', ...args],
      ]);
    await expect
      .poll(async () => (await play('--currency', 'JPY')).out, { timeout: 15_000 })
      .toContain('every one is what it must be');
    expect(await play('--currency-decimals', '2')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--currency must say which one, of XXX, JPY') as string,
    });
    two.process.kill('SIGTERM');
    await two.exited;
  }, 60_000);
});

describe('npm run demo', () => {
  it('plays, reconciles and audits in under a minute', () => {
    const begun = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/proof/demo.ts'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('every one is what it must be, to the cent')]);
    expect(stderr).toContain('The ledger adds up.');
    expect(performance.now() - begun).toBeLessThan(60_000);
  }, 90_000);
});
