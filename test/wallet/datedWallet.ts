/** A wallet on either store whose entries are of times that a test chooses. */
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { auditStore } from '../../src/wallet/audit.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import type { Store } from '../../src/wallet/store.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { bothStores } from './bothStores.ts';

export const hourMs = 3_600_000;
/** A Thursday, midnight UTC. */
const beginningMs = Date.parse('2020-11-26');
export const hour = (number: number): number => beginningMs + number * hourMs;

export const move = (kind: 'bet' | 'win', id: string, amountMinor: bigint, more: Partial<WalletCommand> = {}) =>
  ({
    kind,
    provider: 'default',
    account: 'anna',
    transactionId: id,
    roundId: 'r1',
    amountMinor,
    checks: [],
    ...more,
  }) as WalletCommand;

export const cancel = (targetId: string): WalletCommand => ({
  kind: 'cancel',
  provider: 'default',
  account: 'anna',
  targetId,
  checks: [],
});

export interface DatedWallet {
  readonly store: Store;
  readonly open: (...names: string[]) => Promise<unknown>;
  readonly write: (sql: string) => Promise<void>;
  /** Lets what is settled be of that time. */
  readonly at: (atMs: number, ...commands: WalletCommand[]) => Promise<void>;
  readonly clean: () => Promise<void>;
}

/** Each test on a new wallet of each kind of store. */
export function describeDated(what: string, tests: (dated: DatedWallet) => void): void {
  let cluster: Cluster;
  beforeAll(async () => void (cluster = await startCluster()));
  afterAll(() => cluster.remove());

  describe.each(bothStores(() => cluster))(`${what} on $name`, ({ make }) => {
    let store: Store;
    let url: string;
    beforeEach(async () => {
      const wallet = await make();
      url = wallet.url;
      store = await wallet.open(2);
      return () => store.close();
    });
    const write = (sql: string): Promise<void> => writeInto(url, sql);
    tests({
      get store() {
        return store;
      },
      open: (...names) =>
        Promise.all(names.map((name) => store.createAccount({ name, active: true, openingMinor: 100_000n }))),
      write,
      at: async (atMs, ...commands) => {
        for (const { result } of await store.settle(commands)) expect(result).toBe('accepted');
        await write(`UPDATE ledger_entry SET at_ms = ${atMs} WHERE at_ms > ${Date.now() - 600_000}`);
      },
      clean: async () => expect((await auditStore(store)).problems).toEqual([]),
    });
  });
}

async function writeInto(url: string, sql: string): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const db = new DatabaseSync(url.slice('sqlite:'.length));
    try {
      db.exec(sql);
    } finally {
      db.close();
    }
  } else {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
