import { reasonOf } from '../contract/reason.ts';
import { UnusableOutbox } from '../provider/outbox/outbox.ts';
import { NotReady, UnusableDatabase } from '../wallet/store.ts';
import { CouldNotJudge, InvalidInput, Refused } from './input.ts';

const wrongScheme = 'Check the port, and whether the URL is to begin with http:// or https://.';

/** What can be done about a failure of the system, by its code. */
const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there; choose another port with --port.',
  EADDRNOTAVAIL: 'That is no address of this machine; give one that is with --host, as in 127.0.0.1.',
  ENOTFOUND: 'No host of that name is known here; check how it is written.',
  EAI_AGAIN: 'No host of that name could be found now; check how it is written, and the network.',
  ECONNREFUSED: 'Nobody listens there; check host and port, and see that it runs.',
  ECONNRESET: 'The connection was closed without an answer; check the port, and whether the URL is to begin with http:// or https://.',
  EPROTO: wrongScheme,
  ERR_SSL: wrongScheme,
  EHOSTUNREACH: 'There is no way to that host; check its address, and the network.',
  ENETUNREACH: 'There is no way to that host; check its address, and the network.',
  EACCES: 'This user may not do that; choose another place (or a port from 1024 on), or have the right given.',
  EPERM: 'This user may not do that; choose another place, or have the right given.',
  EROFS: 'Nothing can be written there; choose another place.',
  ENOSPC: 'The disk is full; make room, or choose another place.',
  EDQUOT: 'The disk is full for this user; make room, or choose another place.',
  ENOENT: 'Check how the path is written; what leads to it must be there.',
  ENOTDIR: 'A part of the path is a file; choose another place.',
  EISDIR: 'That is a folder; name a file.',
  EEXIST: 'Something else is there; choose another place.',
};

/** A failure in one line, with what to do about it. Only what shows a bug comes with its trace. */
export function describe(error: unknown): string {
  const told = [Refused, InvalidInput, CouldNotJudge, UnusableDatabase, UnusableOutbox, NotReady].some((kind) => error instanceof kind);
  if (told && error instanceof Error) return error instanceof CouldNotJudge ? advised(error.message) : error.message;
  if (isSystemFailure(error)) return advised(reasonOf(error));
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The message with the advice for the code that it names. */
export function advised(message: string): string {
  const [code = ''] = /\bE[A-Z]{3,}\b|\bERR_SSL/.exec(message) ?? [];
  const more = advice[code];
  return more === undefined ? message : `${message.replace(/\.$/, '')}. ${more}`;
}

/** Whether files, names or connections did not allow it. */
function isSystemFailure(error: unknown): boolean {
  return error instanceof AggregateError ? isSystemFailure(error.errors[0]) : error instanceof Error && 'syscall' in error;
}
