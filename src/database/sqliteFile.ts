/** The file of a SQLite database, before SQLite sees it and while it is in use. */
import { accessSync, constants, existsSync, mkdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { reasonOf } from '../contract/reason.ts';
import { usedElsewhere } from './tricks/usedElsewhere.ts';
import { UnusableDatabase } from './unusable.ts';

/** How long a reader waits while another process opens, recovers or closes the database, which it then has to itself. */
const busyTimeoutMs = 2_000;

/** A database opened only to be read. */
export interface ReadOnly {
  readonly db: DatabaseSync;
  /** Throws when what was read may not be true, since somebody began to write. */
  readonly check: () => void;
}

/**
 * The one name of a database that may be written; made when it is not there, unless it must be. Everything that stands
 * beside a database (its log, its locks) is found by that name, so that two names would be two databases in one file.
 */
export function fileToWrite(file: string, mustExist: boolean): string {
  return withRealName(file, (name) => {
    if (!mustExist) mkdirSync(dirname(name), { recursive: true });
    if (mustExist || existsSync(name)) demandFile(name, constants.R_OK | constants.W_OK);
    accessSync(dirname(name), constants.W_OK);
    demandNotMoved(name);
    return name;
  });
}

/**
 * Opens the database in `file`, which must be there, only to read it; to be allowed to read the file is enough.
 *
 * While somebody is at work on the file there is a write-ahead log beside it, and it is read with its locks. Otherwise all
 * of it is in the file, which is read without locks: they are files beside it, which this user may not be allowed to
 * make, or which the others could not write to if this user had made them.
 */
export function openReadOnly(file: string): ReadOnly {
  return withRealName(file, (name) => {
    demandFile(name, constants.R_OK);
    const fingerprint = (): string => {
      const { ino, size, mtimeNs } = statSync(name, { bigint: true });
      return [existsSync(`${name}-wal`), ino, size, mtimeNs].join();
    };
    const before = fingerprint();
    const alone = !existsSync(`${name}-wal`);
    if (!alone) demandLog(name);
    const url = pathToFileURL(name);
    if (alone) url.searchParams.set('immutable', '1');
    const db = new DatabaseSync(url, { timeout: busyTimeoutMs, readOnly: true, readBigInts: true });
    const check = (): void => {
      if (alone && fingerprint() !== before)
        throw new UnusableDatabase(`${file} was written to while it was read. Run it again.`);
    };
    return { db, check };
  });
}

/**
 * Tells why a database that was opened is no longer the one that others find by its name; to be asked before each write. What
 * is written to a file without its name is lost when it is closed.
 */
export function watchNames(name: string): () => string | undefined {
  const parts = [name, `${name}-wal`, `${name}-shm`]
    .map((part) => ({ part, opened: found(part) }))
    .filter(({ opened }) => opened);
  return () => {
    for (const { part, opened } of parts) {
      const now = found(part);
      const putBack = 'Put it back. What was acknowledged is lost when the server is stopped before that';
      if (!now) return `${part} was removed while it is in use. ${putBack}`;
      if (now.dev !== opened?.dev || now.ino !== opened.ino)
        return `${part} was replaced while it is in use. ${putBack}`;
      if (now.nlink > 1n) return `${part} has a second name (a hard link). Remove that`;
    }
    return undefined;
  };
}

function found(file: string) {
  return statSync(file, { bigint: true, throwIfNoEntry: false });
}

/** Does `work` with the file's real name, and tells what is wrong with the file in one line. */
function withRealName<Result>(file: string, work: (name: string) => Result): Result {
  try {
    return work(realName(resolve(file)));
  } catch (error) {
    if (error instanceof UnusableDatabase) throw error;
    throw new UnusableDatabase(
      `${file} can't be used: ${codeOf(error) === 'ENOENT' ? 'it is not there. Check its name' : reasonOf(error)}.`,
      { cause: error },
    );
  }
}

/** Without symbolic links, whether the file is there or not. */
function realName(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const target = linkTarget(path);
  return target === undefined
    ? join(realName(dirname(path)), basename(path))
    : realName(resolve(dirname(path), target));
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function demandFile(name: string, rights: number): void {
  const stat = statSync(name);
  if (stat.isDirectory()) throw new Error('it is a folder');
  if (!stat.isFile()) throw new Error('it is no regular file');
  if (stat.nlink > 1) {
    throw new Error(
      `it has ${stat.nlink} names (hard links), and who opens it by another would not see what is written by this one. Remove the others, or use a copy`,
    );
  }
  accessSync(name, rights);
}

/**
 * Refuses a file that was moved here while a process has it open, under whose old name the log is: what is in the log would be
 * missed here, and what is written here be lost when the file is put back. Waits for those who are opening or closing it.
 */
function demandNotMoved(name: string): void {
  const untilMs = performance.now() + busyTimeoutMs;
  while (existsSync(name) && !existsSync(`${name}-wal`) && usedElsewhere(name)) {
    if (performance.now() < untilMs) continue;
    throw new UnusableDatabase(
      `${name} can't be used: another process has it open, and the write-ahead log is not beside it. If it was moved, put the file back where its log is, and only then stop that process.`,
    );
  }
}

/** What SQLite only calls unable to open. */
function demandLog(name: string): void {
  accessSync(`${name}-wal`, constants.R_OK);
  try {
    if (existsSync(`${name}-shm`)) accessSync(`${name}-shm`, constants.R_OK);
    else accessSync(dirname(name), constants.W_OK);
  } catch (cause) {
    throw new Error(
      `${name}-shm is needed, and this user has no permission to read it, or to make it. Read it as the user who writes it`,
      { cause },
    );
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
