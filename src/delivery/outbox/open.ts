import { reasonOf } from '../../contract/reason.ts';
import { UnusableDatabase } from '../../database/unusable.ts';
import { parseDatabaseUrl } from '../../database/url.ts';
import type { Opening } from './database.ts';
import { type Outbox, type OutboxReader, UnusableOutbox } from './outbox.ts';
import { openPostgresDatabase, openPostgresReader } from './postgres.ts';
import { openSqliteDatabase, openSqliteReader } from './sqlite.ts';
import { openOutbox } from './sqlOutbox.ts';
import { SqlOutboxReader } from './sqlOutboxReader.ts';

/**
 * Opens the outbox at `sqlite:FILE` or `postgres://…`. Makes its tables when they are not there, unless `mustExist`.
 * Others take the deliveries of a sender over when it has not renewed its lease for `leaseMs` milliseconds; 5000 when
 * not given. The deliveries of an outbox of kit 0.1.0, which knew one operator only, are kept on under the name
 * `earlierOperator`. Rejects with `UnusableOutbox` when the URL can't be read, the database can't be reached or belongs to
 * another program, or that name is missing.
 */
export function openOutboxAt(url: string, leaseMs?: number, opening: Opening = {}): Promise<Outbox> {
  return usable(async () => {
    const at = parseDatabaseUrl(url);
    return openOutbox(
      at.kind === 'postgres' ? await openPostgresDatabase(at.url, opening) : openSqliteDatabase(at.file, opening),
      leaseMs,
    );
  });
}

/**
 * Opens the outbox at `url`, only to read it; the right to read is enough. Rejects with `UnusableOutbox` when it is
 * missing or can't be used.
 */
export function openOutboxReaderAt(url: string): Promise<OutboxReader> {
  return usable(async () => {
    const at = parseDatabaseUrl(url);
    return new SqlOutboxReader(at.kind === 'postgres' ? await openPostgresReader(at.url) : openSqliteReader(at.file));
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
