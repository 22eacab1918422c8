import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { contractNames } from '../contracts.ts';
import { generatedFiles } from '../generate/files.ts';
import { differences } from '../generate/folder.ts';
import { readChangelog } from './changelog.ts';
import { compareContracts } from './compare.ts';
import { contractOf, read, releasedVersions } from './released.ts';

/** Why what is generated can't be built on, and what to do about it; `undefined` when it is what openapi/ says. */
export async function obstacleToUse(): Promise<string | undefined> {
  const difference = await differences(await generatedFiles(await contractNames()), 'generated');
  return difference === '' ? undefined : 'generated/ is not what openapi/ says; run `npm run generate` first.';
}

/** Why the contract can't be released, and what to do about it; `undefined` when it can, or is. */
export async function obstacleToRelease(): Promise<string | undefined> {
  const stale = await obstacleToUse();
  if (stale !== undefined) return stale;
  const contract = read(await readFile('generated/v1/openapi.json', 'utf8'));
  const { version } = contract.info;
  const versions = await releasedVersions();
  const changelog = await readChangelog();
  const released = versions.includes(version);
  const base = released ? version : versions.at(-1);
  if (base !== undefined && !isDeepStrictEqual(await contractOf(base), contract)) {
    const { needs, problems } = await compareContracts(await contractOf(base), contract, changelog);
    if (released)
      return `${version} is released already and says something else; raise info.version to ${needs} in openapi/callbacks/v1/openapi.yaml.`;
    if (problems[0] !== undefined) return problems[0];
  }
  const dated = changelog.some(
    (entry) => entry.product === 'Contract' && entry.version === version && entry.date !== undefined,
  );
  return dated
    ? undefined
    : `CHANGELOG.md has no date for it; write "## Contract ${version} - ${new Date().toISOString().slice(0, 10)}".`;
}

/** Why the contract can't go out to partners, and what to do about it; `undefined` when it is released as it is. */
export async function obstacleToSharing(): Promise<string | undefined> {
  const obstacle = await obstacleToRelease();
  if (obstacle !== undefined) return obstacle;
  const { version } = read(await readFile('generated/v1/openapi.json', 'utf8')).info;
  return (await releasedVersions()).includes(version)
    ? undefined
    : `contract ${version} is not released; run \`npm run contract:release\` first.`;
}
