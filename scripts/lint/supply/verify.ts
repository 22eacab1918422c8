/** What is wrong with what the kit is made of, by its lock file. */

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly link?: boolean;
}

export interface Lock {
  readonly lockfileVersion: number;
  /** By path, as in `node_modules/ajv`; the project itself is at ''. */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface SupplyReport {
  readonly problems: readonly string[];
  /** Licences of development dependencies to know of; nothing of them is handed on. */
  readonly notes: readonly string[];
}

/** Whoever gets the kit may do with these what the kit's own licence lets them do. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
]);

/** What these say in a form that npm doesn't carry over, read in their package.json. */
const readByHand: Readonly<Record<string, string>> = { 'busboy@1.6.0': 'MIT', 'streamsearch@1.1.0': 'MIT' };

export function verifySupply(
  lock: Lock,
  allowScripts: Readonly<Record<string, boolean>>,
  readme: string,
): SupplyReport {
  const problems: string[] =
    lock.lockfileVersion === 3 ? [] : ['package-lock.json must be of version 3: npm install with a newer npm'];
  const notes: string[] = [];
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  const scripted = packages.filter(([, locked]) => locked.hasInstallScript === true);

  for (const [path, locked] of packages) {
    const name = `${nameAt(path)}@${locked.version ?? '?'}`;
    if (locked.link === true) problems.push(`${name} is a link to a folder; install it from the registry`);
    if (locked.integrity === undefined)
      problems.push(`${name} has no integrity in package-lock.json; npm install it again`);
    if (locked.resolved !== undefined)
      problems.push(
        `${name} names where it came from, ${locked.resolved}; npm install --omit-lockfile-registry-resolved`,
      );
    const license = locked.license ?? readByHand[name] ?? 'unknown';
    if (isPermissive(license)) continue;
    if (locked.dev === true || locked.devOptional === true) notes.push(`${name}: ${license}`);
    else
      problems.push(
        `${name} goes to users under the licence ${license}; take another package, or read its terms and allow it in scripts/lint/supply/verify.ts`,
      );
  }

  for (const [path, locked] of scripted) {
    const name = nameAt(path);
    if (allowScripts[name] !== true && !hasAllowedTwin(name, locked, lock, allowScripts)) {
      problems.push(
        `${name} runs a script when it is installed; do without it, or allow it in package.json's allowScripts and say why in .github/CONTRIBUTING.md`,
      );
    }
  }
  for (const name of Object.keys(allowScripts)) {
    if (!scripted.some(([path]) => nameAt(path) === name))
      problems.push(`${name} is in package.json's allowScripts and has no script; take it out`);
    if (!readme.includes(`\`${name}\``))
      problems.push(`.github/CONTRIBUTING.md does not say why ${name} may run a script when it is installed`);
  }
  return { problems, notes };
}

/** One that is installed on another system in place of one that is allowed: of the same scope and version. */
function hasAllowedTwin(
  name: string,
  { optional, os, version }: LockedPackage,
  lock: Lock,
  allowScripts: Readonly<Record<string, boolean>>,
): boolean {
  const [scope = ''] = name.split('/');
  if (optional !== true || !os || !scope.startsWith('@')) return false;
  return Object.keys(allowScripts).some(
    (allowed) => allowed.startsWith(`${scope}/`) && lock.packages[`node_modules/${allowed}`]?.version === version,
  );
}

function nameAt(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Of an SPDX expression one of alternatives is enough, and all of what is joined by AND is needed. */
function isPermissive(license: string): boolean {
  const text = license.replace(/^\((.*)\)$/, '$1');
  if (text.includes('(')) return false;
  return text.split(' OR ').some((alternative) => alternative.split(' AND ').every((id) => permissive.has(id)));
}
