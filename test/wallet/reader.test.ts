import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { silenceTimeoutMs } from '../../src/wallet/postgres/connection.ts';
import { listCurrencies } from '../../src/wallet/currency.ts';
import { openPostgresReader } from '../../src/wallet/postgres/reader.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { openSqliteReader } from '../../src/wallet/sqlite/reader.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { LedgerReader } from '../../src/wallet/store.ts';
import { mayBeNobody, scratch, seamless, seamlessAsNobody, startServe } from '../support/commandLine.ts';

let cluster: Cluster;
const [folder, remove] = scratch();
beforeAll(async () => {
  cluster = await startCluster();
  chmodSync(folder, 0o755);
});
afterAll(async () => {
  await cluster.remove();
  remove();
});

const sql = async (url: string, statements: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statements).finally(() => client.end());
};

let files = 0;
const newFile = (): string => `${folder}/wallet${++files}.db`;
const databases = [
  {
    name: 'SQLite',
    make: async () => {
      const file = newFile();
      return {
        url: `sqlite:${file}`,
        open: async () => openSqliteStore(file, 2),
        read: async () => openSqliteReader(file),
        writings: [
          `INSERT INTO setting VALUES ('a', 'b') RETURNING name`,
          'UPDATE ledger_account SET active = active RETURNING name',
        ],
      };
    },
  },
  {
    name: 'PostgreSQL',
    make: async () => {
      const url = await cluster.createDatabase();
      return {
        url,
        open: () => openPostgresStore(url, 2),
        read: () => openPostgresReader(url),
        // A cursor takes nothing but SELECT: what writes has to be called by one.
        writings: ['SELECT lo_create(0)', "SELECT txid_current(), nextval('written')"],
      };
    },
  },
];

describe.each(databases)('a reader on $name', ({ make }) => {
  const bet = (transactionId: string) =>
    ({
      kind: 'bet',
      provider: 'default',
      account: 'anna',
      transactionId,
      roundId: 'r',
      amountMinor: 1n,
      checks: [],
    }) as const;
  const balances = async (reader: LedgerReader) =>
    (await reader.listAccounts('', 10)).map(({ name, balanceMinor }) => [name, balanceMinor]);

  it('reads what is committed, beside the store that goes on writing, and when nobody is there', async () => {
    const { open, read } = await make();
    const store = await open();
    await store.createAccount({ name: 'anna', active: true, openingMinor: 10n });
    const reader = await read();
    expect([await listCurrencies(reader), await reader.findAccount('anna')]).toEqual([
      [{ code: 'XXX', decimals: 2 }],
      { name: 'anna', active: true, balanceMinor: 10n, version: 1n, currency: 'XXX' },
    ]);
    await reader.inspect(async (query) => {
      const entries = async () =>
        (
          await Array.fromAsync(
            query('SELECT transaction_id FROM ledger_entry WHERE account = $1 AND kind <> $2', ['anna', 'win']),
          )
        ).length;
      expect(await entries()).toBe(1);
      await store.settle([bet('1')]);
      expect(await entries(), 'one moment').toBe(1);
    });
    expect([await balances(reader), await reader.findAccount('bert')]).toEqual([[['anna', 9n]], undefined]);
    await reader.close();
    await store.close();
    const later = await read();
    expect(await balances(later)).toEqual([['anna', 9n]]);
    await later.close();
  });

  it('takes as much of an endless query as is wanted, with parameters, and others meanwhile', async () => {
    const { open, read } = await make();
    await (await open()).close();
    const reader = await read();
    const taken = await reader.inspect(async (query) => {
      const numbers: number[] = [];
      for await (const { n } of query(
        'WITH RECURSIVE endless (n) AS (SELECT CAST($1 AS integer) UNION ALL SELECT n + 1 FROM endless) SELECT n FROM endless',
        [5n],
      )) {
        if (numbers.push(Number(n)) === 2_500) break;
        if (numbers.length % 1_000 === 0) await Array.fromAsync(query('SELECT 1 FROM setting'));
      }
      return numbers;
    });
    expect([taken.length, taken[0], taken.at(-1)]).toEqual([2_500, 5, 2_504]);
    await reader.close();
  });

  it('can not write', async () => {
    const { url, open, read, writings } = await make();
    await (await open()).close();
    if (!url.startsWith('sqlite:')) await sql(url, 'CREATE SEQUENCE written');
    const reader = await read();
    for (const writing of writings) {
      await expect(reader.inspect((query) => Array.fromAsync(query(writing)))).rejects.toThrow(/read-?only/);
    }
    await reader.close();
  });

  it('refuses what a newer program made, and another currency', async () => {
    const { url, open, read } = await make();
    await (await open()).close();
    expect(await seamless(['audit', '--database', url, '--currency-decimals', '3'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Start with --currency-decimals 2') as string,
    });
    if (url.startsWith('sqlite:')) new DatabaseSync(url.slice(7)).exec('PRAGMA user_version = 99');
    else await sql(url, `INSERT INTO schema_version (version, name) VALUES (99, 'future')`);
    await expect(read()).rejects.toThrow("newer than this program's");
  });
});

describe.each(['audit', 'accounts list', 'accounts show anna'])('seamless %s', (command) => {
  const words = command.split(' ');
  const on = (database: string) => seamless([...words, '--database', database]);

  it('refuses a file that is not there, or no wallet, in one line, and makes none, exit 2', async () => {
    const [empty, text, foreign] = [newFile(), newFile(), newFile()];
    writeFileSync(empty, '');
    writeFileSync(text, 'not a database, however long it is'.repeat(100));
    const db = new DatabaseSync(foreign);
    db.exec('CREATE TABLE account (name TEXT)');
    db.close();
    const before = readdirSync(folder);
    for (const [file, why] of [
      [`${folder}/nowhere/wallet.db`, 'not there'],
      [newFile(), 'not there'],
      [empty, 'no wallet'],
      [text, 'not a database'],
      [foreign, 'no wallet'],
      [folder, 'folder'],
    ] as const) {
      const { code, out, err } = await on(`sqlite:${file}`);
      expect([code, out, err.split('\n').length], err).toEqual([2, '', 1]);
      expect(err).toContain(file);
      expect(err).toContain(why);
    }
    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses a database without a wallet, in one line, and makes no tables, exit 2', async () => {
    const url = await cluster.createDatabase();
    for (const why of ['no wallet', 'no wallet']) {
      const { code, err } = await on(url);
      expect([code, err.split('\n').length], err).toEqual([2, 1]);
      expect(err).toContain(why);
    }
    expect(await on(`${url}nowhere`)).toMatchObject({ code: 2, err: expect.stringContaining('nowhere') as string });
  });

  it('needs no more than the right to SELECT', async () => {
    const url = await cluster.createDatabase();
    expect(await seamless(['accounts', 'create', 'anna', '--database', url])).toMatchObject({ code: 0 });
    const role = `reader${++files}`;
    await sql(url, `CREATE ROLE ${role} LOGIN`);
    const asReader = url.replace('postgres@', `${role}@`);
    expect(await on(asReader)).toMatchObject({ code: 2, err: expect.stringContaining('permission denied') as string });
    await sql(url, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
    expect(await on(asReader)).toMatchObject({ code: 0 });
  });
});

it.skipIf(!mayBeNobody)(
  'a reader needs no more than the right to read the file, beside a server, after its end and after a crash (another user: only as root)',
  async () => {
    const file = newFile();
    const database = `sqlite:${file}`;
    expect(await seamless(['accounts', 'create', 'anna', '--database', database])).toMatchObject({ code: 0 });
    const asNobody = () => seamlessAsNobody(['audit', '--database', database]);
    const beside = () => [`${file}-wal`, `${file}-shm`].filter(existsSync);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const serving = await startServe(['--database', database, '--token', 't']);
      expect(asNobody()).toMatchObject({ code: 0 });
      serving.process.kill(signal);
      await serving.exited;
      const left = beside();
      expect(asNobody()).toMatchObject({ code: 0 });
      expect(beside()).toEqual(left);
    }
    rmSync(`${file}-shm`);
    expect(asNobody()).toMatchObject({ code: 2, err: expect.stringContaining('-shm') as string });
    chmodSync(file, 0o600);
    expect(asNobody()).toMatchObject({ code: 2, err: expect.stringContaining('permission') as string });
  },
  60_000,
);

it('a reader makes no file beside the wallet, which its writers might not be allowed to use', async () => {
  const file = newFile();
  await openSqliteStore(file, 2).close();
  const before = [readdirSync(folder), statSync(file).mtimeMs];
  const reader = openSqliteReader(file);
  await reader.inspect((query) => Array.fromAsync(query('SELECT * FROM ledger_entry')));
  await reader.close();
  expect([readdirSync(folder), statSync(file).mtimeMs]).toEqual(before);
});

it('a reader that began when nobody was there says so when somebody begins to write', async () => {
  const file = newFile();
  await openSqliteStore(file, 2).close();
  const reader = openSqliteReader(file);
  const store = openSqliteStore(file, 2);
  await expect(reader.listAccounts('', 1)).rejects.toThrow('Run it again');
  await store.close();
  await reader.close();
});

it('a query that takes long is not given up while PostgreSQL answers', async () => {
  const url = await cluster.createDatabase();
  await (await openPostgresStore(url, 2)).close();
  const reader = await openPostgresReader(url);
  const slow = reader.inspect((query) =>
    Array.fromAsync(query(`SELECT 'told' AS what, pg_sleep(${(2.5 * silenceTimeoutMs) / 1_000})`)),
  );
  expect(await slow).toMatchObject([{ what: 'told' }]);
  await reader.close();
});
