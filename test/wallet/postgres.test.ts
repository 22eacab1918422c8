import { afterAll, beforeAll, describe } from 'vitest';
import { type Cluster, startCluster } from '../../scripts/postgres.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { histories, testStore } from './storeSuite.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

for (const isolation of ['read committed', 'serializable']) {
  describe(`at ${isolation}`, () => {
    testStore('the PostgreSQL store', async () => {
      const url = await cluster.createDatabase({ default_transaction_isolation: isolation });
      return {
        histories: histories(1_000),
        open: () => openPostgresStore(url, 2),
        remove: async () => undefined,
        ...(isolation === 'serializable' && { contention: '40001' }),
      };
    });
  });
}
