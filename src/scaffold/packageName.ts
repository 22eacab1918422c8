import { basename, resolve } from 'node:path';
import { takenNames } from './manifest.ts';
import { NotMade } from './scaffold.ts';

/** The folder's name, as npm takes it for a package. Throws `NotMade`. */
export function packageName(folder: string): string {
  if (folder === '') throw new NotMade('name a folder for the project; . is the one you are in');
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
  if (name === '')
    throw new NotMade(
      `${JSON.stringify(folder)} makes no package name: choose a folder with a letter or digit from a to z or 0 to 9 in its name`,
    );
  if (name === 'node-modules' || takenNames.includes(name)) {
    throw new NotMade(
      `a project can't be called ${name}, as a package that it needs or the folder of them: npm would not install them. Choose another name for the folder`,
    );
  }
  return name;
}
