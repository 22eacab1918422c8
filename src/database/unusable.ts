/**
 * A database can't be used as it is. The message says in one line why, and how to mend
 * it.
 */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase';
}
