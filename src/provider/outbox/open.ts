import type { Outbox } from './outbox.ts';
import { openPostgresSql } from './postgres.ts';
import { openSqliteSql } from './sqlite.ts';
import { openOutbox } from './sqlOutbox.ts';

/**
 * Opens the outbox at `sqlite:FILE` or `postgres://…`, and makes its tables when they are not there. A sender that
 * shows no life for `leaseMs` (five seconds when not given) loses its deliveries to the others.
 */
export function openOutboxAt(url: string, leaseMs?: number): Promise<Outbox> {
  const sql = url.startsWith('sqlite:') ? openSqliteSql(url.slice('sqlite:'.length)) : openPostgresSql(url);
  return openOutbox(sql, leaseMs);
}
