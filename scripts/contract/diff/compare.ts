import { InvalidInput } from '../../../src/cli/input.ts';
import { folderOf } from '../contracts.ts';
import type { Contract } from '../generate/contract.ts';
import type { Entry } from './changelog.ts';
import type { Change, Impact } from './change.ts';
import { changesBetween } from './changes.ts';
import { compareVersions } from './released.ts';

/** Whether a contract may follow another: what changed, which version that needs, and what is still to do. */
export interface Comparison {
  readonly contract: string;
  /** The version that it is compared with; absent when none was ever released. */
  readonly base?: string;
  readonly version: string;
  readonly changes: readonly Change[];
  readonly bump: Impact | 'none';
  /** The lowest version that the changes allow. */
  readonly needs: string;
  /** What is wrong and how to mend it; empty when all is well. */
  readonly problems: readonly string[];
}

export async function compareContracts(
  contract: string,
  base: Contract,
  revision: Contract,
  changelog: readonly Entry[],
): Promise<Comparison> {
  const from = base.info.version;
  const version = revision.info.version;
  const changes = await changesBetween(base, revision);
  const bump = changes[0]?.impact ?? 'none';
  const needs = raised(from, bump);
  const enough = compareVersions(version, needs) >= 0;
  const problems: string[] = [];
  if (!enough) problems.push(`info.version is ${version}: raise it to ${needs} in ${folderOf(contract)}/openapi.yaml.`);
  const next = enough ? version : needs;
  if (next !== from && !changelog.some((entry) => isAbout(next, entry))) {
    problems.push(`CHANGELOG.md says nothing of it: tell what changed under "## Contract ${next} - unreleased".`);
  }
  return { contract, base: from, version, changes, bump, needs, problems };
}

/** Of a contract that was never released: its first version has to be announced, and stays without a date until it is. */
export function neverReleased(
  contract: string,
  { info: { version } }: Contract,
  changelog: readonly Entry[],
): Comparison {
  const entry = changelog.find((candidate) => isAbout(version, candidate));
  const problems: string[] = [];
  if (!entry)
    problems.push(`CHANGELOG.md says nothing of it: tell what is in it under "## Contract ${version} - unreleased".`);
  else if (entry.date !== undefined)
    problems.push(`CHANGELOG.md gives it a date: release it with \`npm run contract:release -- ${contract}\`.`);
  return { contract, version, changes: [], bump: 'none', needs: version, problems };
}

function isAbout(version: string, entry: Entry): boolean {
  return entry.product === 'Contract' && entry.version === version && entry.changes.size > 0;
}

function raised(version: string, bump: Impact | 'none'): string {
  const [major = NaN, minor = NaN, patch = NaN] = version.split('.').map(Number);
  if (Number.isNaN(major + minor + patch))
    throw new InvalidInput([`the version to compare with, ${version}, is not three numbers`]);
  if (bump === 'major') return `${major + 1}.0.0`;
  if (bump === 'minor') return `${major}.${minor + 1}.0`;
  return bump === 'patch' ? `${major}.${minor}.${patch + 1}` : version;
}
