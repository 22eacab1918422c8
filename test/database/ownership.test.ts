import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { scratch, seamless } from '../support/commandLine.ts';
import * as kit010 from './kit010.ts';

let cluster: Cluster;
const [folder, remove] = scratch();
beforeAll(async () => void (cluster = await startCluster()));
afterAll(async () => {
  await cluster.remove();
  remove();
});

let made = 0;
const newFile = (): string => `${folder}/${++made}.db`;

async function sql(database: string, statements: string): Promise<unknown[]> {
  if (database.startsWith('sqlite:')) {
    const db = new DatabaseSync(database.slice('sqlite:'.length));
    try {
      if (statements.startsWith('SELECT')) return db.prepare(statements).all();
      db.exec(statements);
      return [];
    } finally {
      db.close();
    }
  }
  const client = new Client({ connectionString: database });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statements).finally(() => client.end());
  return rows;
}

const onWallet = (command: string, database: string) => seamless([...command.split(' '), '--database', database]);
const onOutbox = (command: string, outbox: string) => seamless([...command.split(' '), '--outbox', outbox]);
const openStore = (database: string) =>
  database.startsWith('sqlite:')
    ? openSqliteStore(database.slice('sqlite:'.length), 2)
    : openPostgresStore(database, 2);

const walletReads = ['audit', 'accounts list', 'accounts show anna'];
const walletWrites = [
  'accounts credit anna 1',
  'accounts debit anna 1',
  'accounts deactivate anna',
  'accounts activate anna',
];
const walletBegins = ['accounts create bert', 'serve --token t --port 0'];
const outboxReads = ['deliveries list', 'deliveries show win:1'];
const outboxWrites = ['deliveries resolve win:1', 'deliveries retry win:1 --url http://127.0.0.1:9/ --token t'];

const oneLine = ({ code, out, err }: { code: number; out: string; err: string }): string => {
  expect([code, out, err.split('\n').length], err).toEqual([2, '', 1]);
  return err;
};

describe.each([
  ['SQLite', async () => `sqlite:${newFile()}`, kit010.sqliteWallet],
  ['PostgreSQL', () => cluster.createDatabase(), kit010.postgresWallet],
] as const)('on %s', (name, newDatabase, walletOf010) => {
  it('what is not meant to begin a wallet or an outbox refuses where there is none, and makes none, exit 2', async () => {
    const database = await newDatabase();
    for (const command of [...walletReads, ...walletWrites])
      expect(oneLine(await onWallet(command, database))).toMatch(/not there|no wallet/);
    for (const command of [...outboxReads, ...outboxWrites])
      expect(oneLine(await onOutbox(command, database))).toMatch(/not there|no outbox/);
    if (name === 'SQLite') expect(existsSync(database.slice('sqlite:'.length))).toBe(false);
    else expect(await sql(database, 'SELECT 1 FROM pg_tables WHERE schemaname = current_schema()')).toEqual([]);
  });

  it('a wallet of kit 0.1.0 goes on working: migrated and marked when it is opened to be written', async () => {
    const database = await newDatabase();
    await sql(database, walletOf010);
    for (const command of walletReads) expect(oneLine(await onWallet(command, database))).toContain('migrates it');
    await (await openStore(database)).close();
    for (const command of [...walletReads, ...walletWrites, 'accounts create bert'])
      expect(await onWallet(command, database), command).toMatchObject({ code: 0 });
    const mark =
      name === 'SQLite'
        ? 'SELECT application_id AS id FROM pragma_application_id'
        : `SELECT value FROM setting WHERE name = 'application'`;
    expect(await sql(database, mark)).toMatchObject(
      name === 'SQLite' ? [{ id: 0x53434b77 }] : [{ value: 'seamless wallet' }],
    );
  });

  it('an outbox of kit 0.1.0 is kept on under the name of its operator, once that is told, and marked', async () => {
    const database = await newDatabase();
    await sql(database, kit010.outbox);
    for (const command of [...outboxReads, ...outboxWrites])
      expect(oneLine(await onOutbox(command, database))).toContain('seamless deliveries migrate --operator NAME');
    await expect(openOutboxAt(database)).rejects.toThrow('of kit 0.1.0');
    expect((await onOutbox('deliveries migrate --operator Casino', database)).code).toBe(2);
    expect(await onOutbox('deliveries migrate --operator casino', database)).toMatchObject({
      code: 0,
      out: 'casino\t0 pending\t1 unresolved',
    });
    expect((await onOutbox('deliveries list', database)).out).toMatch(/^casino:win:1\tunresolved\tanna\t2\.50/);
    expect((await onOutbox('deliveries settlements --operator casino', database)).out).toContain('casino:win:1');
    expect(await onOutbox('deliveries resolve casino:win:1', database)).toMatchObject({ code: 0 });
    await (await openOutboxAt(database)).close();
    const mark =
      name === 'SQLite'
        ? 'SELECT application_id AS id FROM pragma_application_id'
        : `SELECT value FROM outbox_setting WHERE name = 'application'`;
    expect(await sql(database, mark)).toMatchObject(
      name === 'SQLite' ? [{ id: 0x53434b6f }] : [{ value: 'seamless outbox' }],
    );
  });

  it('an outbox of kit 0.1.0 is migrated with its attempts, in the contract of each delivery, and what its dead senders left', async () => {
    const database = await newDatabase();
    await sql(database, kit010.outbox);
    await sql(
      database,
      `INSERT INTO delivery VALUES ('win:2', 'win', 'v4 win', 'anna', '2', 'r', 5, '{}', 'pending', 1, 2, 'dead', 0);
       INSERT INTO attempt VALUES ('win:2', 1, 'win', 9, 8, 'timed-out', NULL, '')`,
    );
    const outbox = await openOutboxAt(database, undefined, { earlierOperator: 'casino' });
    expect((await outbox.list({ error: 'timed-out' }, '', 9)).items).toMatchObject([{ id: 'casino:win:2' }]);
    expect(await outbox.attempts('casino:win:2')).toMatchObject([{ atMs: 9, outcome: 'timed-out' }]);
    const { taken } = await outbox.takeOver({ operators: ['casino'], contracts: ['v4'] }, 9);
    expect(taken).toMatchObject([{ id: 'casino:win:2', contract: 'v4', phase: 'win', attempts: 1 }]);
    await outbox.close();
  });

  it('an outbox of kit 0.1.0 is not migrated while a sender is at work on it', async () => {
    const database = await newDatabase();
    await sql(database, kit010.outbox);
    await sql(database, `INSERT INTO sender VALUES ('living', ${Date.now() + 5_000})`);
    await expect(openOutboxAt(database, undefined, { earlierOperator: 'casino' })).rejects.toThrow('is at work');
  });

  it('a wallet and an outbox that kit 0.1.0 made beside each other go on working', async () => {
    const database = await newDatabase();
    await sql(database, kit010.outbox);
    await sql(database, walletOf010);
    await (await openOutboxAt(database, undefined, { earlierOperator: 'casino' })).close();
    for (let times = 0; times < 2; times++) {
      await (await openStore(database)).close();
      for (const command of [...walletReads, ...walletWrites])
        expect(await onWallet(command, database), command).toMatchObject({ code: 0 });
      for (const command of ['deliveries list', 'deliveries show casino:win:1'])
        expect((await onOutbox(command, database)).out).toContain('2.50');
      await (await openOutboxAt(database)).close();
    }
  });
});

describe('a SQLite file', () => {
  const foreign = {
    'with tables': 'CREATE TABLE person (name TEXT)',
    'with a table of our name': 'CREATE TABLE account (name TEXT, secret TEXT); CREATE TABLE sender (id TEXT)',
    'with an application id': 'PRAGMA application_id = 42',
    'with a view': 'CREATE VIEW account AS SELECT 1 AS name',
  };

  it.each(Object.entries(foreign))(
    'of another program (%s) is refused by every command, exit 2, and not a byte of it changes',
    async (_what, statements) => {
      const file = newFile();
      await sql(`sqlite:${file}`, statements);
      const before = [readFileSync(file), readdirSync(folder)];
      for (const command of [...walletReads, ...walletWrites, ...walletBegins])
        expect(oneLine(await onWallet(command, `sqlite:${file}`))).toContain('no wallet');
      for (const command of [...outboxReads, ...outboxWrites])
        expect(oneLine(await onOutbox(command, `sqlite:${file}`))).toContain('no outbox');
      expect(oneLine(await seamless(['backup', `${folder}/backup.db`, '--database', `sqlite:${file}`]))).toContain(
        'no wallet',
      );
      await expect(openOutboxAt(`sqlite:${file}`)).rejects.toThrow('no outbox');
      expect([readFileSync(file), readdirSync(folder)]).toEqual(before);
    },
  );

  it('is a wallet or an outbox, and is not taken for the other', async () => {
    const [wallet, outbox, old] = [`sqlite:${newFile()}`, `sqlite:${newFile()}`, `sqlite:${newFile()}`];
    expect(await onWallet('accounts create anna', wallet)).toMatchObject({ code: 0 });
    await (await openOutboxAt(outbox)).close();
    await sql(old, kit010.sqliteWallet);
    for (const database of [wallet, old]) {
      for (const command of [...outboxReads, ...outboxWrites])
        expect(oneLine(await onOutbox(command, database))).toContain('no outbox');
      await expect(openOutboxAt(database)).rejects.toThrow('no outbox');
    }
    expect(oneLine(await onOutbox('deliveries list', wallet))).toContain("the kit's wallet");
    for (const command of [...walletReads, ...walletWrites, ...walletBegins])
      expect(oneLine(await onWallet(command, outbox))).toContain("the kit's outbox");
  });

  it('that is empty is begun by what is meant to, and by nothing else', async () => {
    const empty = `sqlite:${newFile()}`;
    await sql(empty, 'PRAGMA journal_mode = WAL');
    for (const command of [...walletReads, ...walletWrites])
      expect(oneLine(await onWallet(command, empty))).toContain('no wallet');
    expect(await onWallet('accounts create anna', empty)).toMatchObject({ code: 0 });
  });

  it('that says whose it is says so in its backups too', async () => {
    const wallet = newFile();
    await onWallet('accounts create anna', `sqlite:${wallet}`);
    expect(await seamless(['backup', `${wallet}.backup`, '--database', `sqlite:${wallet}`])).toMatchObject({ code: 0 });
    expect(
      await sql(`sqlite:${wallet}.backup`, 'SELECT application_id AS id FROM pragma_application_id'),
    ).toMatchObject([{ id: 0x53434b77 }]);
  });
});

describe('a PostgreSQL database', () => {
  it.each([
    'CREATE TABLE account (name text)',
    'CREATE TABLE setting (name text, value text)',
    'CREATE VIEW entry AS SELECT 1 AS one',
    'CREATE TABLE schema_version (version text)',
    'CREATE TABLE ledger_entry (id text)',
    'CREATE TABLE ledger_currency (code text)',
  ])('where our names are taken (%s) is refused by every command, exit 2, and left as it is', async (statements) => {
    const database = await cluster.createDatabase();
    await sql(database, statements);
    const relations = `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace ORDER BY 1`;
    const before = await sql(database, relations);
    for (const command of [...walletReads, ...walletWrites, ...walletBegins])
      expect(oneLine(await onWallet(command, database))).toContain('no wallet');
    expect(await sql(database, relations)).toEqual(before);
  });

  it('where the names of an outbox are taken is refused by what sends and lists, and left as it is', async () => {
    const database = await cluster.createDatabase();
    await sql(database, 'CREATE TABLE attempt (id text)');
    for (const command of [...outboxReads, ...outboxWrites])
      expect(oneLine(await onOutbox(command, database))).toContain('no outbox');
    await expect(openOutboxAt(database)).rejects.toThrow('no outbox');
    expect(await sql(database, 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema()')).toEqual([
      { tablename: 'attempt' },
    ]);
  });

  it('may hold other tables, and an outbox beside the wallet, whichever is first', async () => {
    for (const walletFirst of [true, false]) {
      const database = await cluster.createDatabase();
      await sql(database, 'CREATE TABLE person (name text)');
      if (!walletFirst) await (await openOutboxAt(database)).close();
      expect(await onWallet('accounts create anna', database)).toMatchObject({ code: 0 });
      if (walletFirst) await (await openOutboxAt(database)).close();
      expect(await onOutbox('deliveries list', database)).toMatchObject({ code: 0 });
      for (const command of [...walletReads, ...walletWrites])
        expect(await onWallet(command, database)).toMatchObject({ code: 0 });
    }
  });

  it('may have our names taken in another schema', async () => {
    const database = await cluster.createDatabase();
    await sql(database, `ALTER DATABASE ${new URL(database).pathname.slice(1)} SET search_path = ours, public`);
    await sql(
      database,
      'CREATE SCHEMA ours; CREATE TABLE public.account (name text); CREATE TABLE public.setting (name text, value text)',
    );
    expect(await onWallet('accounts create anna', database)).toMatchObject({ code: 0 });
    for (const command of [...walletReads, ...walletWrites])
      expect(await onWallet(command, database)).toMatchObject({ code: 0 });
  });
});
