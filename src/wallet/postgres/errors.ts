/** What PostgreSQL's errors say of a movement. */

/** Nothing moved, and the same again may well succeed: somebody else was first. */
const contention = new Set([
  '22012', // The guard of a write: a version moved (division by zero, see `statements.ts`).
  '23503', // The currency's code: it was named meanwhile.
  '23505', // The unique key: the transaction's id was taken meanwhile.
  '40001', // Serialization failure.
  '40P01', // Deadlock.
]);

export function mayTryAgain(error: unknown): boolean {
  return contention.has(codeOf(error) ?? '');
}

/** Nothing moved: somebody else holds a row, or an id, for too long. */
export function heldTooLong(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

/** Nothing moved: the database lets nobody write (any more). */
export function onlyReadable(error: unknown): boolean {
  return codeOf(error) === '25006';
}

/**
 * Whether the database itself said that it rolled back. Without its word, and when it was cut off while it
 * worked (classes 08 and 57P, 40003), nobody can know.
 */
export function surelyRolledBack(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && code !== '40003' && !code.startsWith('08') && !code.startsWith('57P');
}

/** Whether the database has ended the session, since its transaction was left alone for too long. */
export function sessionEnded(error: unknown): boolean {
  return ['25P03', '25P04'].includes(codeOf(error) ?? '');
}

/** Whether it is what PostgreSQL answered, and not that nothing was heard of it. */
export function isAnswer(error: unknown): boolean {
  return codeOf(error) !== undefined;
}

/** The SQLSTATE that the database gave. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}
