/** What is known of a movement when its statement fails, or only seems to succeed. */
import type { ClientBase } from 'pg';
import { NotReady, OutcomeUnknown, TryAgain } from '../store.ts';
import { mayTryAgain, onlyReadable, surelyRolledBack } from './errors.ts';
import { hasWarned } from './warnings.ts';
import { onlyReads } from './writable.ts';

/** Of a statement before the write: whatever its error, nothing moved. */
export async function reading<Result>(sent: Promise<Result>): Promise<Result> {
  return sent.catch((error: unknown) => {
    if (mayTryAgain(error)) throw new TryAgain('somebody else was first', { cause: error });
    throw onlyReadable(error) ? new NotReady(onlyReads, { cause: error }) : error;
  });
}

/** Of a statement that commits: its error tells that nothing moved, or nothing at all. */
export async function committing<Result>(client: ClientBase, sent: Promise<Result>): Promise<Result> {
  const result = await reading(sent).catch((error: unknown) => {
    if (error instanceof TryAgain || error instanceof NotReady || surelyRolledBack(error)) throw error;
    throw new OutcomeUnknown('the connection was lost during the commit', { cause: error });
  });
  if (hasWarned(client)) throw new OutcomeUnknown('PostgreSQL committed with a warning: no standby may have it');
  return result;
}
