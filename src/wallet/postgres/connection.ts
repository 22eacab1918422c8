import { Client } from 'pg';
import { deliveryOf } from '../../contract/types.ts';

/** The server gives a statement up when nobody would wait for its answer any longer. */
export const statementTimeoutMs = Math.min(...Object.values(deliveryOf).map(({ deadlineMs }) => deadlineMs));

/** Longer, so that it only strikes when the server can't be heard any more. */
export const silenceTimeoutMs = statementTimeoutMs + 1_000;

/** Engines that are only like PostgreSQL lack some of these settings; what is not there is left alone. */
const sessionSettings = [
  // An acknowledged movement is on disk, whatever the database's default is.
  `SELECT set_config(name, 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'`,
  // Every statement looks rows up by their keys. The planner, which does not know how many, would rather read
  // a small table as a whole, for every batch.
  `SELECT set_config(name, 'off', false) FROM pg_settings WHERE name IN ('enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit')`,
  `SELECT set_config(name, 'force_generic_plan', false) FROM pg_settings WHERE name = 'plan_cache_mode'`,
];

/** A connection for the ledger. Statements are sent without waiting for the answers of those before. */
export async function connect(connectionString: string): Promise<Client> {
  const client = new Client({
    connectionString,
    pipeline: true,
    application_name: 'seamless',
    statement_timeout: statementTimeoutMs,
    query_timeout: silenceTimeoutMs,
    connectionTimeoutMillis: silenceTimeoutMs,
    keepAlive: true,
  });
  // The query that is under way learns of a lost connection by itself.
  client.on('error', () => undefined);
  await client.connect();
  await Promise.all(sessionSettings.map((statement) => client.query(statement)));
  return client;
}
