/** Where npm takes the kit of a new project from. */
import { readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ProjectOptions } from './files.ts';
import { kitName, kitVersion } from './kit.ts';
import { NotMade } from './scaffold.ts';

/**
 * Reads what was given as the kit: a version, or a packed kit, which becomes a file of the project, or the kit's folder,
 * which is given to npm as seen from anywhere. This version when nothing was given. Throws `NotMade`.
 */
export function kitSource(given: string | undefined): Pick<ProjectOptions, 'kit' | 'kitFile'> {
  if (given === undefined) return { kit: kitVersion };
  if (!/^(\.|\/|file:)|\.tgz$/.test(given) || /^https?:/.test(given)) return { kit: given };
  const path = resolve(given.replace(/^file:/, ''));
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new NotMade(`--kit: there is no ${path}. Make it in the kit's folder with: npm pack`);
  if (found.isFile() && !isPackedKit(path))
    throw new NotMade(`--kit: ${path} is not the kit's packed file. Make that in the kit's folder with: npm pack`);
  if (found.isFile()) return { kit: `file:${basename(path)}`, kitFile: path };
  if (!isKit(path))
    throw new NotMade(`--kit: ${path} is not the kit's folder. Name its packed file, from npm pack, or a version`);
  return { kit: `file:${path}` };
}

/** As `npm pack` writes it: the kit's manifest is in the archive as it is. */
function isPackedKit(file: string): boolean {
  try {
    return file.endsWith('.tgz') && gunzipSync(readFileSync(file)).includes(`"name": "${kitName}"`);
  } catch {
    return false;
  }
}

function isKit(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === kitName;
  } catch {
    return false;
  }
}
