/** A store that is tried, and the shorthand by which it is. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { Movement } from '../../src/contract/callback.ts';
import { auditStore } from '../../src/wallet/audit.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { createCurrency } from '../../src/wallet/currency.ts';
import { Ledger } from '../../src/wallet/ledger.ts';
import type { Store } from '../../src/wallet/store.ts';
import { otherMoney } from './histories.ts';

export interface StoreUnderTest {
  /** Another store on the same database, as another process would open it. */
  open(): Promise<Store>;
  remove(): Promise<void>;
  /** Random histories per property; every one is a few dozen commands. */
  readonly histories: number;
  /** The SQLSTATE that several processes on one account must have met. */
  readonly contention?: string;
}

export type TriedStore = ReturnType<typeof triedStore>;

/** Opens it before the tests of the suite in which it is called, and removes it after them. */
export function triedStore(make: () => Promise<StoreUnderTest>) {
  let database: StoreUnderTest;
  let store: Store;
  let ledger: Ledger;
  beforeAll(async () => {
    database = await make();
    store = await database.open();
    await createCurrency(store, { code: otherMoney, decimals: 0 });
    ledger = new Ledger(store);
  });
  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  let made = 0;
  let lastId = 0;
  const newId = (): string => `t${++lastId}`;
  const bet = (account: string, amountMinor: bigint, transactionId = newId()): Movement => ({
    kind: 'bet',
    provider: 'default',
    account,
    transactionId,
    roundId: 'r',
    amountMinor,
    checks: ['unknownAccount', 'inactiveAccount', 'alreadyProcessed', 'insufficientBalance'],
  });
  return {
    get database() {
      return database;
    },
    get store() {
      return store;
    },
    get ledger() {
      return ledger;
    },
    newId,
    /** A new account. */
    open: async (openingMinor: bigint, active = true): Promise<string> => {
      const account = `account${++made}`;
      expect(await store.createAccount({ name: account, active, openingMinor })).toBe(true);
      return account;
    },
    bet,
    win: (account: string, amountMinor: bigint, more: Partial<Movement> = {}): Movement => ({
      ...bet(account, amountMinor),
      kind: 'win',
      checks: ['unknownAccount', 'inactiveAccount', 'alreadyProcessed'],
      ...more,
    }),
    cancel: (account: string, targetId: string): WalletCommand => ({
      kind: 'cancel',
      provider: 'default',
      account,
      targetId,
      checks: ['unknownAccount', 'inactiveAccount', 'unknownTransaction'],
    }),
    balanceOf: async (account: string): Promise<bigint | undefined> => (await store.findAccount(account))?.balanceMinor,
    clean: async (): Promise<void> => expect((await auditStore(store)).problems).toEqual([]),
  };
}
