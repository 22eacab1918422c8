import { Pool } from 'pg';
import type { Sql } from './sqlOutbox.ts';

/** Connections of one sender to its outbox. */
const connections = 8;

/** An outbox in PostgreSQL, for several senders. */
export function openPostgresSql(url: string): Sql {
  const pool = new Pool({ connectionString: url, max: connections });
  pool.on('error', () => undefined);
  return {
    run: async (text, values = []) => (await pool.query<Record<string, unknown>>(text, [...values])).rows,
    close: () => pool.end(),
  };
}
