/** Deliveries that the tests of the outbox keep. */
import type { DeliveryRecord } from '../../src/delivery/outbox/outbox.ts';
import { scratch } from '../support/commandLine.ts';
import type { Cluster } from '../support/postgres.ts';

/** Where an outbox may be, each time a new one. */
export const outboxPlaces = (cluster: () => Cluster) =>
  [
    ['SQLite', async () => `sqlite:${scratch()[0]}/deep/outbox.db`],
    ['PostgreSQL', () => cluster().createDatabase()],
  ] as const;

export const leaseMs = 200;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const record = (transactionId: string, change: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  id: `casino:win:${transactionId}`,
  operator: 'casino',
  command: 'win',
  contract: 'v1',
  phase: 'win',
  account: 'a',
  transactionId,
  roundId: 'r',
  amountMinor: 9_007_199_254_740_993n,
  body: `{"odd":"\\"{}' ü"}`,
  state: 'pending',
  attempts: 0,
  createdAtMs: 1,
  ...change,
});
export const reach = { operators: ['casino'], contracts: ['v1'] };
export const nothing = { taken: [], leftAlone: [] };
export const attempt = {
  command: 'win',
  atMs: 1_700_000_000_000,
  durationMs: 12,
  outcome: 'timed-out',
  httpStatus: undefined,
  answer: '',
} as const;
