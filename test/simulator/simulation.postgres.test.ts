import { afterAll, beforeAll } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { openPostgresStore } from '../../src/wallet/postgres/store.ts';
import { v1 } from '../../src/contract/contracts.ts';
import { simulationSuite } from './simulationSuite.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

simulationSuite('PostgreSQL', v1, async () => {
  const wallet = await cluster.createDatabase();
  return { wallet, outbox: await cluster.createDatabase(), open: () => openPostgresStore(wallet, 2) };
});
