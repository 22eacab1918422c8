/** Wallets that kit 0.1.0 made; `fixtures/` holds what its stores wrote. */
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Callback } from '../../src/contract/callback.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import { type PastEntry, readHistory } from '../../src/wallet/history.ts';
import { openPostgresReader } from '../../src/wallet/postgres/reader.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { openSqliteReader } from '../../src/wallet/sqlite/reader.ts';
import { lockForServing } from '../../src/wallet/sqlite/serverLock.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { LedgerReader, Store } from '../../src/wallet/store.ts';
import { scratch, seamless } from '../support/commandLine.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

let cluster: Cluster;
const [folder, remove] = scratch();
beforeAll(async () => void (cluster = await startCluster()));
afterAll(async () => {
  await cluster.remove();
  remove();
});

let files = 0;
const newFile = (): string => `${folder}/wallet${++files}.db`;
const inSqlite = (file: string, sql: string): void => {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
};
async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
async function inPostgres(url: string, sql: string): Promise<void> {
  const client = await connected(url);
  await client.query(sql).finally(() => client.end());
}

interface Old {
  readonly database: string;
  open(currency?: string): Promise<Store>;
  read(): Promise<LedgerReader>;
}

const databases = [
  {
    name: 'SQLite',
    marked: 'PRAGMA application_id = 1396919159',
    make: async (more = ''): Promise<Old> => {
      const file = newFile();
      inSqlite(file, fixture('sqlite-e62c8f4.sql') + more);
      return {
        database: `sqlite:${file}`,
        open: async (currency) => openSqliteStore(file, 2, { currency }),
        read: async () => openSqliteReader(file),
      };
    },
  },
  {
    name: 'PostgreSQL',
    marked: `INSERT INTO setting VALUES ('application', 'seamless wallet')`,
    make: async (more = ''): Promise<Old> => {
      const url = await cluster.createDatabase();
      await inPostgres(url, fixture('postgres-e62c8f4.sql') + more);
      return {
        database: url,
        open: (currency) => openPostgresStore(url, 2, { currency }),
        read: () => openPostgresReader(url),
      };
    },
  },
];

const callback = { provider: 'default', account: 'anna', checks: [] } as const;
const history = async (store: LedgerReader, account: string): Promise<PastEntry[]> => {
  const entries: PastEntry[] = [];
  await readHistory(store, { account }, (entry) => entries.push(entry));
  return entries;
};
const currencies = (store: LedgerReader) =>
  store.inspect((query) =>
    Array.fromAsync(
      query('SELECT DISTINCT currency, decimals FROM ledger_account JOIN ledger_currency ON code = currency'),
    ),
  );

describe.each(databases)('a wallet of kit 0.1.0 on $name', ({ make, marked }) => {
  let old: Old;
  beforeEach(async () => void (old = await make()));

  it.each([
    ['as it was made', ''],
    ['marked since', marked],
  ])('%s, is migrated once, adds up, and has what it had', async (_state, more) => {
    old = await make(more);
    for (let times = 0; times < 2; times++) {
      const store = await old.open();
      expect(await auditStore(store)).toMatchObject({ accounts: 3n, entries: 13n, problems: [] });
      expect(await store.listAccounts('', 10)).toEqual([
        { name: 'anna', active: true, balanceMinor: 10_045n, version: 6n, currency: 'XXX' },
        { name: 'bert', active: false, balanceMinor: 200n, version: 3n, currency: 'XXX' },
        { name: 'carl', active: true, balanceMinor: -600n, version: 4n, currency: 'XXX' },
      ]);
      const brief = (await history(store, 'anna')).map((entry) => [
        entry.provider,
        entry.kind,
        entry.transactionId,
        entry.roundId,
        entry.cancelled,
      ]);
      expect(brief).toEqual([
        ['-', 'opening', 'opening:anna', undefined, false],
        ['default', 'bet', '1676358190', '818395446', true],
        ['default', 'win', '1676358191', '818395446', false],
        ['default', 'cancel', '1676358190', '818395446', false],
        ['default', 'tombstone', '9007199254740993', undefined, false],
        ['default', 'bet', '1676358192', "rä 'x'", false],
      ]);
      for (const { play, reason, targetId } of await history(store, 'bert'))
        expect([play, reason, targetId]).toEqual([undefined, undefined, undefined]);
      await store.close();
    }
  });

  it('answers what was sent before as it would have, in the old form and the new', async () => {
    const store = await old.open();
    const bet = (transactionId: string, roundId: string, amountMinor: bigint): Callback => ({
      ...callback,
      kind: 'bet',
      transactionId,
      roundId,
      amountMinor,
    });
    const cancel = (targetId: string, more = {}): Callback => ({ ...callback, kind: 'cancel', targetId, ...more });
    const results = async (...commands: Parameters<Store['settle']>[0]) =>
      (await store.settle(commands)).map(({ result }) => result);
    expect(
      await results(
        bet('1676358190', '818395446', 90n),
        bet('9007199254740993', '818395447', 5n),
        bet('1676358192', "rä 'x'", 0n),
        cancel('1676358190'),
        cancel('1676358191', { transactionId: 'new' }),
        { kind: 'credit', account: 'bert', transactionId: 'operator:ticket-1', amountMinor: 250n },
      ),
    ).toEqual(['alreadyProcessed', 'alreadyProcessed', 'accepted', 'accepted', 'accepted', 'alreadyProcessed']);
    expect((await auditStore(store)).problems).toEqual([]);
    await store.close();
  });

  it('is not read before it is migrated, and it is said how that is done', async () => {
    await expect(old.read()).rejects.toThrow('Start seamless serve on it once');
    for (const command of ['audit', 'accounts history anna', 'accounts list']) {
      const { code, err } = await seamless([...command.split(' '), '--database', old.database]);
      expect([code, err.split('\n')]).toEqual([2, [expect.stringContaining('Start seamless serve on it once')]]);
    }
    await (await old.open()).close();
    await (await old.read()).close();
  });

  it('has no currency until one is named, once', async () => {
    const unnamed = await old.open();
    expect(await currencies(unnamed)).toMatchObject([{ currency: 'XXX' }]);
    await unnamed.close();
    for (const currency of ['EUR', undefined, 'EUR']) {
      const store = await old.open(currency);
      expect(await currencies(store)).toMatchObject([{ currency: 'EUR' }]);
      await store.createAccount({ name: `new${String(currency)}`, active: true, openingMinor: 0n });
      await store.close();
    }
    await expect(old.open('USD')).rejects.toThrow('keeps EUR, not USD. Start with --currency EUR');
    const [database, create] = [old.database, ['accounts', 'create', 'dora', '--database']];
    expect(await seamless([...create, database, '--currency', 'USD'])).toMatchObject({ code: 2 });
    expect(await seamless([...create, database, '--currency', 'euro'])).toMatchObject({ code: 2 });
    expect(await seamless([...create, database, '--currency', 'EUR'])).toMatchObject({ code: 0 });
  });
});

it('a program of kit 0.1.0 that still runs on SQLite fails on the new tables, and writes nothing', async () => {
  const file = newFile();
  inSqlite(file, fixture('sqlite-e62c8f4.sql'));
  const db = new DatabaseSync(file, { readBigInts: true });
  const running = [
    db.prepare('SELECT * FROM account WHERE name = ?'),
    db.prepare('UPDATE account SET balance_minor = ?, version = ? WHERE name = ? AND version = ?'),
    db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
  ] as const;
  expect(running[0].get('anna')).toMatchObject({ version: 6n });
  await openSqliteStore(file, 2).close();
  expect(() => running[0].get('anna')).toThrow('no such table');
  expect(() => running[1].run(1, 7, 'anna', 6)).toThrow('no such table');
  expect(() => running[2].run('9', 0, 'bet', 'anna', 'r', -1, 1, 7, 1)).toThrow('no such table');
  db.close();
});

it('a program of kit 0.1.0 that still runs on PostgreSQL fails on the new tables, and writes nothing', async () => {
  const url = await cluster.createDatabase();
  await inPostgres(url, fixture('postgres-e62c8f4.sql'));
  const running = await connected(url);
  const write = (version: number) => ({
    name: 'write',
    text: `WITH moved AS (UPDATE account SET balance_minor = balance_minor - 1, version = $1 WHERE name = 'anna' RETURNING 1)
           INSERT INTO entry SELECT $2, 0, 'bet', 'anna', 'r', -1, 1, $1, 1 FROM moved`,
    values: [version, `old${version}`],
  });
  await running.query('BEGIN');
  expect((await running.query(write(7))).rowCount).toBe(1);
  await running.query('ROLLBACK');
  const store = await openPostgresStore(url, 2);
  await expect(running.query(write(7))).rejects.toThrow('does not exist');
  await running.end();
  expect((await auditStore(store)).problems).toEqual([]);
  await store.close();
});

it('a migration on PostgreSQL takes as long as it takes, and who starts meanwhile waits for it', async () => {
  const url = await cluster.createDatabase();
  await inPostgres(url, fixture('postgres-e62c8f4.sql'));
  const holder = await connected(url);
  // As an administrator may have limited everybody.
  for (const limit of ['statement_timeout', 'lock_timeout'])
    await holder.query(`ALTER DATABASE "${new URL(url).pathname.slice(1)}" SET ${limit} = '200ms'`);
  await holder.query('BEGIN; LOCK TABLE entry IN ACCESS SHARE MODE');
  const opened = Promise.all([1, 2, 3].map(() => openPostgresStore(url, 2)));
  // Longer than a statement may take otherwise.
  await pause(3_500);
  await holder.query('COMMIT');
  await holder.end();
  const stores = await opened;
  for (const store of stores) {
    expect(await auditStore(store)).toMatchObject({ accounts: 3n, entries: 13n, problems: [] });
    await store.close();
  }
});

it('no command migrates SQLite under a server that runs', async () => {
  const file = newFile();
  inSqlite(file, fixture('sqlite-e62c8f4.sql'));
  const unlock = lockForServing(file);
  expect(() => openSqliteStore(file, 2)).toThrow('another server is at work');
  unlock();
  const store = openSqliteStore(file, 2);
  const beside = openSqliteStore(file, 2, { serving: true });
  await Promise.all([store.close(), beside.close()]);
});

it('a migration on SQLite asks for free disk first, says how much, and changes nothing without it, exit 2', async () => {
  const file = newFile();
  inSqlite(file, fixture('sqlite-e62c8f4.sql'));
  // A hole in the file counts as its size, and takes no room.
  truncateSync(file, 2 ** 41);
  const { code, err } = await seamless(['accounts', 'activate', 'anna', '--database', `sqlite:${file}`]);
  expect([code, err.split('\n').length], err).toEqual([2, 1]);
  expect(err).toMatch(/needs [0-9]+ MB of free disk beside it, and [0-9]+ MB are free/);
  truncateSync(file, 2 ** 24);
  expect(statSync(file).size).toBe(2 ** 24);
  await openSqliteStore(file, 2).close();
});
