/** Follows the hand-written contract while it is being edited. Only the kit's repository can do that. */
import { execFile } from 'node:child_process';
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isObject } from './document.ts';

/** Where the contract is, and what it shares with others. */
const followed = 'openapi';
const shared = 'schemas';
const generator = 'scripts/contract/generate.ts';

/** The folder of the repository; `undefined` in an installed package, which has no generator. */
export function repository(): string | undefined {
  const folder = fileURLToPath(new URL('.', import.meta.resolve('seamless-callback-kit/package.json')));
  return existsSync(join(folder, generator)) ? folder : undefined;
}

/** An editor writes several files, or one file several times: wait until it is done. */
const settledAfterMs = 150;

/** Gives every new version of the contract of this name to `use`, one after the other, and tells of each what came of it. */
export function watchContract(
  folder: string,
  name: string,
  use: (document: object) => Promise<void>,
  tell: (line: string) => void,
): FSWatcher {
  let settling: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  const reload = async (): Promise<void> => {
    try {
      await use(await generate(folder, name));
      tell(`${followed}/ has changed: answers come from its examples now.`);
    } catch (error) {
      tell(`${followed}/ has changed, but can't be used; answers stay as they were.\n${reason(error)}`);
    }
  };
  const own = join('callbacks', name);
  const changed = (file: string | null): void => {
    if (file !== null && !isWithin(file, own) && !isWithin(file, shared)) return;
    clearTimeout(settling);
    settling = setTimeout(() => {
      work = work.then(reload);
    }, settledAfterMs);
  };
  return watch(join(folder, followed), { recursive: true }, (_event, file) => changed(file)).on('error', (error) =>
    tell(`${followed}/ is no longer followed: ${error.message}`),
  );
}

function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder + sep);
}

/** The per-command document of the contract as it is now. The committed one stays as it is. */
async function generate(folder: string, name: string): Promise<object> {
  const output = await mkdtemp(join(tmpdir(), 'mock-'));
  try {
    await promisify(execFile)(process.execPath, [generator, '--contract', name, '--output', output], { cwd: folder });
    const document: unknown = JSON.parse(await readFile(join(output, name, 'callbacks.json'), 'utf8'));
    if (!isObject(document)) throw new Error('the generated document is not an object');
    return document;
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

/** What the generator printed says more than that it failed. */
function reason(error: unknown): string {
  if (error instanceof Error && 'stderr' in error) return String(error.stderr).trim();
  return error instanceof Error ? error.message : String(error);
}
