import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Makes `folder` hold exactly `files`. */
export async function write(files: Map<string, string>, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { parentPath, name } of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(parentPath, name);
    const isNeeded = [...files.keys()].some((file) => `${join(folder, file)}/`.startsWith(`${path}/`));
    if (!isNeeded) await rm(path, { recursive: true, force: true });
  }
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** How `folder` differs from `files`, missing and surplus files included; empty when it does not. */
export async function differences(files: Map<string, string>, folder: string): Promise<string> {
  const expected = await mkdtemp(join(tmpdir(), 'generated-'));
  try {
    await write(files, expected);
    const { stdout, stderr, status } = spawnSync('diff', ['-ruN', folder, expected], { encoding: 'utf8' });
    if (status === 0) return '';
    return (stdout || stderr).replaceAll(expected, `${folder} (regenerated)`);
  } finally {
    await rm(expected, { recursive: true });
  }
}
