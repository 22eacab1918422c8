/** The database can't be used as it is; the message says why and how to mend it. */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase';
}
