import { reasonOf } from '../contract/reason.ts';
import { UnusableOutbox } from '../delivery/outbox/outbox.ts';
import { NotReady, OutcomeUnknown, UnusableDatabase } from '../wallet/store.ts';
import { CouldNotRun, Interrupted, InvalidInput, Refused } from './input.ts';

const wrongScheme = 'Check the port, and whether the URL is to begin with http:// or https://.';

/** What can be done about a failure of the system, by its code. */
const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there; choose another port with --port.',
  EADDRNOTAVAIL: 'That is no address of this machine; give one that is with --host, as in 127.0.0.1.',
  ENOTFOUND: 'No host of that name is known here; check how it is written.',
  EAI_AGAIN: 'No host of that name could be found now; check how it is written, and the network.',
  ECONNREFUSED: 'Nobody listens there; check host and port, and see that it runs.',
  ECONNRESET:
    'The connection was closed without an answer; check the port, and whether the URL is to begin with http:// or https://.',
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

/** What can be done about what PostgreSQL itself says, by the beginning of its code; what is not among them is a bug. */
const postgresAdvice: readonly (readonly [codes: RegExp, advice: string])[] = [
  [
    /^57014/,
    'Others hold what it needs, or the database is slow; see in pg_stat_activity who it is, and run it again.',
  ],
  [/^42501/, 'Give the role that right, or connect as one that has it.'],
  [/^53/, 'Make room in the database, and run it again.'],
  [/^(08|25|28|40|55|57|58|XX)/, 'See to the database, and run it again.'],
];

/** How a connection to PostgreSQL fails that says nothing (any more); pg tells it by words alone. */
const silence =
  /^(timeout expired|Query read timeout|timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|nothing was heard of PostgreSQL)/;

/** A failure in one line, with what to do about it. Only what shows a bug comes with its trace. */
export function describe(error: unknown): string {
  const told = [Refused, InvalidInput, CouldNotRun, Interrupted, UnusableDatabase, UnusableOutbox, NotReady].some(
    (kind) => error instanceof kind,
  );
  if (told && error instanceof Error) return error instanceof CouldNotRun ? advised(error.message) : error.message;
  if (error instanceof OutcomeUnknown)
    return `the outcome is unknown: ${error.message}. Run it again: nothing is done twice.`;
  if (isSystemFailure(error)) return advised(reasonOf(error));
  return describePostgres(error) ?? describeBug(error);
}

/** Nothing when it was not PostgreSQL that failed. */
function describePostgres(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (silence.test(error.message))
    return `PostgreSQL does not answer (${error.message}). See that it runs and can be reached, and run it again.`;
  if (!('severity' in error && 'code' in error)) return undefined;
  const [, advice] = postgresAdvice.find(([codes]) => codes.test(String(error.code))) ?? [];
  return advice && `PostgreSQL says: ${reasonOf(error)}. ${advice}`;
}

function describeBug(error: unknown): string {
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
  return error instanceof AggregateError
    ? isSystemFailure(error.errors[0])
    : error instanceof Error && 'syscall' in error;
}
