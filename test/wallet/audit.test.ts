import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { type Cluster, startCluster } from '../support/postgres.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import type { Store } from '../../src/wallet/store.ts';
import { scratch, seamless } from '../support/commandLine.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

const move = (kind: 'bet' | 'win', transactionId: string, amountMinor: bigint): WalletCommand => ({
  kind,
  provider: 'default',
  account: 'anna',
  transactionId,
  roundId: 'r',
  amountMinor,
  checks: [],
});
const cancel = (targetId: string, transactionId?: string): WalletCommand => ({
  kind: 'cancel',
  provider: 'default',
  account: 'anna',
  targetId,
  ...(transactionId !== undefined && { transactionId }),
  checks: [],
});

/** A ledger with everything in it that may be there, a negative balance after a cancelled win included. */
async function fill(store: Store): Promise<void> {
  await store.createAccount({ name: 'anna', active: true, openingMinor: 100n });
  await store.createAccount({ name: 'bert', active: true, openingMinor: 0n });
  await store.settle([
    move('bet', '1', 40n),
    move('win', '2', 500n),
    cancel('1'),
    cancel('3'),
    move('bet', '4', 590n),
    cancel('2'),
    move('win', '5', 10n),
    move('bet', '6', 0n),
    move('win', '9', 3n),
    cancel('9', '7'),
    cancel('9', '8'),
  ]);
  await store.settle([
    { kind: 'credit', account: 'bert', transactionId: 'credit:1', amountMinor: 7n },
    { kind: 'debit', account: 'bert', transactionId: 'debit:1', amountMinor: 7n },
  ]);
}

const tampering = [
  ['is not the sum', `UPDATE ledger_account SET balance_minor = balance_minor + 1 WHERE name = 'anna'`],
  ['is not the sum', `DELETE FROM ledger_entry WHERE transaction_id = '5'`],
  ['is not the sum', `UPDATE ledger_account SET version = version + 1 WHERE name = 'bert'`],
  ['belongs to no account', `DELETE FROM ledger_account WHERE name = 'bert'`],
  ['account is of a currency that is not there', `UPDATE ledger_account SET currency = 'EUR' WHERE name = 'bert'`],
  ['provider is of a currency that is not there', `UPDATE ledger_provider SET currency = 'EUR'`],
  ['token belongs to no provider', `INSERT INTO ledger_provider_token VALUES ('00', 'nobody', 0)`],
  [
    'came from a provider of another currency',
    `INSERT INTO ledger_currency VALUES ('EUR', 2); UPDATE ledger_account SET currency = 'EUR' WHERE name = 'anna'`,
  ],
  ['not what its kind allows', `UPDATE ledger_entry SET kind = 'win' WHERE transaction_id = '4'`],
  ['not what its kind allows', `UPDATE ledger_entry SET delta_minor = 5 WHERE transaction_id = '3'`],
  ['not what its kind allows', `UPDATE ledger_entry SET provider = '-' WHERE transaction_id = '5'`],
  ['names no transaction', `UPDATE ledger_entry SET target_id = '5' WHERE transaction_id = '8'`],
  ['names no transaction', `UPDATE ledger_entry SET target_id = NULL WHERE transaction_id = '7'`],
  ['does not undo', `UPDATE ledger_entry SET delta_minor = 41 WHERE transaction_id = '1' AND step = 1`],
  ['does not undo', `DELETE FROM ledger_entry WHERE transaction_id = '1' AND step = 0`],
  ['does not undo', `UPDATE ledger_entry SET account = 'bert' WHERE transaction_id = '1' AND step = 1`],
  ['does not follow', `UPDATE ledger_entry SET balance_after_minor = 1 WHERE transaction_id = '1' AND step = 0`],
  [
    'negative without a cancelled win',
    `UPDATE ledger_entry SET kind = 'debit' WHERE transaction_id = '2' AND step = 1`,
  ],
] as const;

const databases = [
  {
    name: 'SQLite',
    make: async () => {
      const [folder] = scratch();
      const file = `${folder}/wallet.db`;
      const store = openSqliteStore(file, 2);
      const tamper = async (sql: string): Promise<void> => {
        const db = new DatabaseSync(file);
        try {
          db.exec(`PRAGMA foreign_keys = OFF; ${sql}`);
        } finally {
          db.close();
        }
      };
      return { store, tamper, url: `sqlite:${file}` };
    },
  },
  {
    name: 'PostgreSQL',
    make: async () => {
      const url = await cluster.createDatabase();
      const store = await openPostgresStore(url, 2);
      const tamper = async (sql: string): Promise<void> => {
        const client = new Client({ connectionString: url });
        await client.connect();
        await client.query(`SET session_replication_role = replica; ${sql}`).finally(() => client.end());
      };
      return { store, tamper, url };
    },
  },
];

describe.each(databases)('seamless audit on $name', ({ make }) => {
  let database: Awaited<ReturnType<typeof make>>;
  beforeEach(async () => {
    database = await make();
    await fill(database.store);
    return () => database.store.close();
  });

  it('passes a ledger that adds up, beside the store that writes it', async () => {
    expect(await seamless(['audit', '--database', database.url])).toEqual({
      code: 0,
      out: '',
      err: '2 accounts, 15 entries.\nXXX: 2 accounts with -4.80\nThe ledger adds up.',
    });
  });

  it('has a database that refuses a transaction made, or cancelled, a second time', async () => {
    for (const step of [0, 1]) {
      const again = `INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE transaction_id = '1' AND step = ${step}`;
      await expect(database.tamper(again)).rejects.toThrow(/unique/i);
    }
  });

  it.each(tampering)('finds that something %s after %s', async (broken, sql) => {
    await database.tamper(sql);
    const { code, out, err } = await seamless(['audit', '--database', database.url]);
    expect(code).toBe(1);
    expect(out).toContain(broken);
    expect(err).toContain('does not add up');
  });
});
