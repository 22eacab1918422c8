import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Certification } from '../verdict.ts';
import { htmlReport } from './html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';

/** Makes the folder for the reports, before a run that is in vain when they can't be kept. Rejects when it can't be written to. */
export async function makeReportFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await access(folder, constants.W_OK);
}

/** Folder by folder: Node's own way never ends where a folder is there and nothing can be made in it, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  const isThere = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isThere) return;
  const parent = dirname(resolve(folder));
  if (parent !== resolve(folder)) await makeFolder(parent);
  await mkdir(folder);
}

/** Writes report.html for people, report.md for them in short, report.xml for CI and report.json for programs; resolves their paths. */
export async function writeReports(certification: Certification, folder: string): Promise<string[]> {
  await makeFolder(folder);
  const files = {
    'report.html': htmlReport(certification),
    'report.md': markdownReport(certification),
    'report.xml': junitReport(certification),
    'report.json': `${jsonReport(certification)}\n`,
  };
  return Promise.all(
    Object.entries(files).map(async ([name, text]) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    }),
  );
}
