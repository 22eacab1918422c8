import { reasonOf } from '../../contract/reason.ts';
import { UnusableDatabase } from '../../database/unusable.ts';
import { parseDatabaseUrl } from '../../database/url.ts';
import { type Outbox, type OutboxReader, UnusableOutbox } from './outbox.ts';
import { openPostgresSql, openPostgresSqlReader } from './postgres.ts';
import { openSqliteSql, openSqliteSqlReader } from './sqlite.ts';
import { openOutbox } from './sqlOutbox.ts';
import { SqlOutboxReader } from './sqlOutboxReader.ts';

/**
 * Opens the outbox at `sqlite:FILE` or `postgres://…`, and makes its tables when they are not there, unless it must be
 * there. A sender that shows no life for `leaseMs` (five seconds when not given) loses its deliveries to the others. Throws
 * `UnusableOutbox`.
 */
export function openOutboxAt(
  url: string,
  leaseMs?: number,
  { mustExist = false }: { readonly mustExist?: boolean } = {},
): Promise<Outbox> {
  return usable(async () => {
    const at = parseDatabaseUrl(url);
    return openOutbox(
      at.kind === 'postgres' ? await openPostgresSql(at.url, mustExist) : openSqliteSql(at.file, mustExist),
      leaseMs,
    );
  });
}

/** Opens the outbox at `url`, which must be there, only to read it; the right to read is enough. Throws `UnusableOutbox`. */
export function openOutboxReaderAt(url: string): Promise<OutboxReader> {
  return usable(async () => {
    const at = parseDatabaseUrl(url);
    return new SqlOutboxReader(
      at.kind === 'postgres' ? await openPostgresSqlReader(at.url) : openSqliteSqlReader(at.file),
    );
  });
}

async function usable<Opened>(open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof UnusableOutbox) throw error;
    if (error instanceof UnusableDatabase)
      throw new UnusableOutbox(`the outbox can't be used: ${error.message}`, { cause: error });
    throw new UnusableOutbox(`the outbox can't be used: ${reasonOf(error)}. Check its URL.`, { cause: error });
  }
}
