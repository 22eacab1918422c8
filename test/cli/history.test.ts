import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { scratch, seamless } from '../support/commandLine.ts';

let cluster: Cluster;
const [folder, remove] = scratch();
beforeAll(async () => void (cluster = await startCluster()));
afterAll(async () => {
  await cluster.remove();
  remove();
});

const moved = (kind: 'bet' | 'win', transactionId: string, roundId: string, amountMinor: bigint): WalletCommand => ({
  kind,
  provider: 'default',
  account: 'anna',
  transactionId,
  roundId,
  amountMinor,
  checks: [],
});
const cancel = (transactionId: string): WalletCommand => ({
  kind: 'cancel',
  provider: 'default',
  account: 'anna',
  targetId: transactionId,
  checks: [],
});

/** Each of anna's entries a minute after the one before it, the first at noon. */
const minuteByMinute = `UPDATE ledger_entry SET at_ms = 1795694400000 + account_version * 60000 - 60000 WHERE account = 'anna'`;

async function fill(store: Store): Promise<void> {
  for (const name of ['anna', 'bert']) await store.createAccount({ name, active: true, openingMinor: 10_000n });
  await store.settle([
    moved('bet', '9007199254740993', 'r1', 90n),
    moved('win', '2', 'r1', 45n),
    cancel('9007199254740993'),
    cancel('7'),
    moved('bet', '3', 'r\u0085\u202e2', 0n),
  ]);
  await store.settle([
    { kind: 'debit', account: 'anna', transactionId: 'operator:ticket-1', amountMinor: 1_000n },
    { ...moved('bet', '4', 'r1', 1n), account: 'bert' },
  ]);
}

const databases = [
  {
    name: 'SQLite',
    make: async () => {
      const file = `${folder}/wallet.db`;
      const store = openSqliteStore(file, 2);
      await fill(store);
      const db = new DatabaseSync(file);
      db.exec(minuteByMinute);
      db.close();
      return { store, url: `sqlite:${file}` };
    },
  },
  {
    name: 'PostgreSQL',
    make: async () => {
      const url = await cluster.createDatabase();
      const store = await openPostgresStore(url, 2);
      await fill(store);
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(minuteByMinute).finally(() => client.end());
      return { store, url };
    },
  },
];

const told = {
  opening: '2026-11-26T12:00:00.000Z\topening\topening:anna\tround none\t+100.00\tbalance 100.00\tversion 1',
  bet: '2026-11-26T12:01:00.000Z\tbet\t9007199254740993\tround r1\t-0.90\tbalance 99.10\tversion 2\tcancelled',
  win: '2026-11-26T12:02:00.000Z\twin\t2\tround r1\t+0.45\tbalance 99.55\tversion 3',
  cancel: '2026-11-26T12:03:00.000Z\tcancel\t9007199254740993\tround r1\t+0.90\tbalance 100.45\tversion 4',
  tombstone: '2026-11-26T12:04:00.000Z\ttombstone\t7\tround none\t0.00\tbalance 100.45\tversion 5',
  nothing: '2026-11-26T12:05:00.000Z\tbet\t3\tround r\ufffd\ufffd2\t0.00\tbalance 100.45\tversion 6',
  debit: '2026-11-26T12:06:00.000Z\tdebit\toperator:ticket-1\tround none\t-10.00\tbalance 90.45\tversion 7',
};

describe.each(databases)('seamless accounts history on $name', ({ make }) => {
  let database: Awaited<ReturnType<typeof make>>;
  beforeAll(async () => void (database = await make()));
  afterAll(() => database.store.close());

  const history = (...args: string[]) => seamless(['accounts', 'history', ...args, '--database', database.url]);

  it('tells every movement of the account, in their order, beside the store that writes it', async () => {
    expect(await history('anna')).toEqual({ code: 0, out: Object.values(told).join('\n'), err: '' });
  });

  it.each([
    [
      ['--transaction', '9007199254740993'],
      [told.bet, told.cancel],
    ],
    [['--transaction', '7'], [told.tombstone]],
    [
      ['--round', 'r1'],
      [told.bet, told.win, told.cancel],
    ],
    [
      ['--since', '2026-11-26T12:05Z'],
      [told.nothing, told.debit],
    ],
    [['--since', '2026-11-26T14:05:00.001+02:00'], [told.debit]],
    [['--until', '2026-11-26 12:01'], [told.opening]],
    [
      ['--since', '2026-11-26T12:01', '--until', '2026-11-26T12:03', '--round', 'r1'],
      [told.bet, told.win],
    ],
    [['--since', '2026-11-26', '--until', '2026-11-27', '--transaction', '2'], [told.win]],
  ])('tells with %j only what is asked for', async (args, lines) => {
    expect(await history('anna', ...args)).toEqual({ code: 0, out: lines.join('\n'), err: '' });
  });

  it('takes an age for a time', async () => {
    await database.store.settle([{ kind: 'credit', account: 'bert', transactionId: 'operator:now', amountMinor: 1n }]);
    expect(await history('bert', '--since', '30m')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/credit\toperator:now/) as string,
    });
    expect(await history('bert', '--since', '3d', '--until', '2h')).toEqual({
      code: 0,
      out: '',
      err: 'account bert has no such movement',
    });
  });

  it('is JSON, an object a line, with --json', async () => {
    const { code, out } = await history('anna', '--json', '--transaction', '9007199254740993');
    const bet = {
      time: '2026-11-26T12:01:00.000Z',
      kind: 'bet',
      provider: 'default',
      account: 'anna',
      transactionId: '9007199254740993',
      roundId: 'r1',
      deltaMinor: -90,
      balanceAfterMinor: 9_910,
      accountVersion: 2,
      cancelled: true,
    };
    const undo = {
      ...bet,
      time: '2026-11-26T12:03:00.000Z',
      kind: 'cancel',
      deltaMinor: 90,
      balanceAfterMinor: 10_045,
      accountVersion: 4,
      cancelled: false,
    };
    expect([code, out.split('\n').map((line) => JSON.parse(line) as object)]).toEqual([0, [bet, undo]]);
    const odd = (await history('anna', '--json', '--transaction', '3')).out;
    expect(odd).not.toMatch(/[\u0080-\u009f\u202e]/);
    expect(JSON.parse(odd)).toMatchObject({ roundId: 'r\u0085\u202e2' });
  });

  it('tells game, provider and the reason, and a cancel by its own id beside what it undid', async () => {
    const { store } = database;
    await store.createAccount({ name: 'dora', active: true, openingMinor: 1_000n });
    const asked = { provider: 'second', account: 'dora', checks: [] } as const;
    const play = {
      studio: 3,
      gameCode: 'vs\u202edogs',
      gameType: 'slot',
      type: 1,
      callId: 0,
      sentAtMs: 1_795_694_400_000,
    };
    await store.settle([
      { kind: 'bet', ...asked, transactionId: 'g-1', roundId: 'r1', amountMinor: 90n, play },
      { kind: 'cancel', ...asked, targetId: 'g-1', transactionId: 'g-2', amountMinor: 90n, play: { type: 16 } },
      { kind: 'credit', account: 'dora', transactionId: 'operator:1', amountMinor: 1n, reason: 'a\tgift' },
    ]);
    const untimed = (out: string): string[] => out.split('\n').map((line) => line.replace(/^[^\t]*\t/, ''));
    expect(untimed((await history('dora')).out).slice(1)).toEqual([
      'bet\tg-1\tround r1\t-0.90\tbalance 9.10\tversion 2\tcancelled\tgame vs\ufffddogs\tprovider second',
      'cancel\tg-1\tround r1\t+0.90\tbalance 10.00\tversion 3\tprovider second',
      'cancel-request\tg-2\tround r1\t0.00\tbalance 10.00\tversion 4\tof g-1\tprovider second',
      'credit\toperator:1\tround none\t+0.01\tbalance 10.01\tversion 5\treason a gift',
    ]);
    expect(untimed((await history('dora', '--game', 'vs\u202edogs')).out).map((line) => line.split('\t')[0])).toEqual([
      'bet',
      'cancel',
      'cancel-request',
    ]);
    const { out } = await history('dora', '--json', '--transaction', 'g-1');
    const told = out.split('\n').map((line) => JSON.parse(line) as object);
    expect(told).toMatchObject([
      { kind: 'bet', provider: 'second', cancelled: true, ...play },
      { kind: 'cancel', transactionId: 'g-1', type: 16 },
      { kind: 'cancel-request', transactionId: 'g-2', targetId: 'g-1', roundId: 'r1', type: 16 },
    ]);
    expect(told[1]).not.toHaveProperty('gameCode');
  });

  it('refuses an account that is not there, as show does, and what is no time', async () => {
    expect(await history('nobody')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('there is no account nobody') as string,
    });
    for (const time of ['yesterday', '5', '2026-02-30', '2026-13-01', '12:03', '', '2026-11-26T12:60']) {
      for (const flag of ['--since', '--until']) {
        const { code, err } = await history('anna', flag, time);
        expect([code, err.split('\n')]).toEqual([2, [expect.stringContaining(`${flag} must be a time`)]]);
      }
    }
    expect(await history('anna', '--since', '2h', '--until', '3h')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--since must be before --until') as string,
    });
  });
});

it('the history of a wallet that is not there makes none', async () => {
  expect(await seamless(['accounts', 'history', 'anna', '--database', `sqlite:${folder}/none.db`])).toMatchObject({
    code: 2,
    out: '',
  });
  expect(existsSync(`${folder}/none.db`)).toBe(false);
});

it('a history of any length takes no more memory', () => {
  const file = `${folder}/long.db`;
  const entries = 50_000;
  void openSqliteStore(file, 2).close();
  const db = new DatabaseSync(file);
  db.exec(`
    INSERT INTO ledger_account (name, active, balance_minor, version, currency) VALUES ('anna', 1, ${entries}, ${entries}, 'XXX');
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${entries})
      INSERT INTO ledger_entry (transaction_id, step, kind, account, round_id, delta_minor, balance_after_minor, account_version, at_ms, provider)
      SELECT 'a transaction with a name that takes some room ' || i, 0, 'win', 'anna', 'a round that takes some room as well ' || i, 1, i, i, i, 'default' FROM n;
  `);
  db.close();
  const out = execFileSync(
    process.execPath,
    ['--max-old-space-size=40', 'src/cli/seamless.ts', 'accounts', 'history', 'anna', '--database', `sqlite:${file}`],
    {
      encoding: 'utf8',
      maxBuffer: 1e9,
    },
  );
  expect(out.trimEnd().split('\n')).toHaveLength(entries);
}, 60_000);
