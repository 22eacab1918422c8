import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { UnusableDatabase } from '../store.ts';
import { openWalletReadOnly } from './reader.ts';

/**
 * Writes the wallet in `file`, as it is at one moment, to a new file, which is on disk when this returns; works beside a
 * running server. Copying the file would not do: what was committed last stands in the write-ahead log beside it, and
 * moves over while it is being copied.
 */
export function backUpSqlite(file: string, to: string): void {
  if (existsSync(to)) throw new UnusableDatabase(`${to} is there already. Name a new file.`);
  const unfinished = `${to}.unfinished`;
  const { db, check } = openWalletReadOnly(file, (opened) => opened);
  try {
    rmSync(unfinished, { force: true });
    db.prepare('VACUUM INTO ?').run(unfinished);
    check();
    // SQLite leaves it to the operating system when a copy gets to the disk.
    flush(unfinished);
    renameSync(unfinished, to);
    flush(dirname(to));
  } catch (error) {
    if (error instanceof UnusableDatabase) throw error;
    throw new UnusableDatabase(
      `${file} can't be written to ${to}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  } finally {
    db.close();
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
