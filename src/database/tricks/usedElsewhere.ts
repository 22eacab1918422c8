import { DatabaseSync } from 'node:sqlite';
import { isBusy } from '../sqliteBusy.ts';

/**
 * Whether another process has the file open as a SQLite database with a write-ahead log, by whatever name.
 *
 * - Leans on the locks of SQLite: who has such a file open holds a shared lock on the file itself, and only who is alone with it
 *   may lock it exclusively, which SQLite does in this mode with the first read.
 * - Needed for correctness: without it what is written to a file that was moved away under a living server is lost
 *   (`test/database/file.test.ts`). It buys no speed.
 * - Can go when SQLite itself refuses a database whose log stands beside another name.
 */
export function usedElsewhere(name: string): boolean {
  const alone = new DatabaseSync(name, { timeout: 50 });
  try {
    alone.exec('PRAGMA locking_mode = EXCLUSIVE; SELECT 1 FROM sqlite_schema');
    return false;
  } catch (error) {
    // Whatever else is wrong is told by who opens it to use it.
    return isBusy(error);
  } finally {
    alone.close();
  }
}
