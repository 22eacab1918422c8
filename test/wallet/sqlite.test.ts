import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/wallet/sqlite/store.ts';
import { histories } from '../extent.ts';
import { testStore } from './storeSuite.ts';

testStore('the SQLite store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  return {
    histories: histories(1_000),
    open: async () => openSqliteStore(join(folder, 'wallet.db'), 2),
    remove: async () => rmSync(folder, { recursive: true }),
  };
});
