/** Writes a project: all of it, or nothing. */
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type ProjectOptions, projectFiles } from './files.ts';

/** The project can't be made there; nothing was changed. The message says why and how to mend it. */
export class NotMade extends Error {
  override readonly name = 'NotMade';
}

/** Makes the project in `folder`, which is not there yet, or empty but for what git keeps of an empty clone. */
export async function scaffold(folder: string, options: ProjectOptions): Promise<void> {
  const target = resolve(folder);
  const there = await filesIn(target);
  if (there?.some((name) => name !== '.git'))
    throw new NotMade(`${folder} is not empty, and nothing is overwritten: choose a folder that is not there yet`);
  // Where a rename reaches: an empty folder may be a mount, and keeps its place, since somebody may stand in it.
  const beside = there ? target : dirname(target);
  await mkdir(beside, { recursive: true });
  const draft = await mkdtemp(join(beside, `.${basename(target)}-`));
  try {
    for (const [path, text] of projectFiles(options)) {
      await mkdir(dirname(join(draft, path)), { recursive: true });
      await writeFile(join(draft, path), text);
    }
    if (options.kitFile !== undefined) await copyFile(options.kitFile, join(draft, basename(options.kitFile)));
    if (there) for (const name of await readdir(draft)) await rename(join(draft, name), join(target, name));
    else await rename(draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function filesIn(folder: string): Promise<string[] | undefined> {
  return readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR')
      throw new NotMade(`${folder} is a file: choose a folder`);
    throw error;
  });
}
