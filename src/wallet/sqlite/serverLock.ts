import { DatabaseSync } from 'node:sqlite';
import { UnusableDatabase } from '../store.ts';

/**
 * Makes this process the one server of the wallet in `file`, until it ends or calls what is returned. The
 * operating system gives the lock up when the process dies, so there is nothing to clean up after a crash.
 */
export function lockForServing(file: string): () => void {
  const lock = new DatabaseSync(`${file}-server`, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    return () => lock.close();
  } catch (error) {
    lock.close();
    throw new UnusableDatabase(
      `another server is at work on ${file}. Stop it first; for several servers on one wallet use --database postgres://…`,
      { cause: error },
    );
  }
}
