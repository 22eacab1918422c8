import { type Outbox, UnusableOutbox } from './outbox.ts';
import { openPostgresSql } from './postgres.ts';
import { openSqliteSql } from './sqlite.ts';
import { openOutbox } from './sqlOutbox.ts';

/**
 * Opens the outbox at `sqlite:FILE` or `postgres://…`, and makes its tables when they are not there. A sender that
 * shows no life for `leaseMs` (five seconds when not given) loses its deliveries to the others. Throws `UnusableOutbox`.
 */
export async function openOutboxAt(url: string, leaseMs?: number): Promise<Outbox> {
  try {
    const sql = url.startsWith('sqlite:') ? openSqliteSql(url.slice('sqlite:'.length)) : openPostgresSql(url);
    return await openOutbox(sql, leaseMs);
  } catch (error) {
    // Node gathers the failures of several addresses in one error without a message.
    const reason: unknown = error instanceof AggregateError ? error.errors[0] : error;
    throw new UnusableOutbox(`the outbox can't be used: ${reason instanceof Error ? reason.message : String(reason)}. Check its URL.`, { cause: error });
  }
}
