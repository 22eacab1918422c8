import { isDeepStrictEqual } from 'node:util';
import { folderOf, generatedContract } from '../contracts.ts';
import type { ApiName } from '../apis.ts';
import { generatedApiFiles, generatedFiles } from '../generate/files.ts';
import { differences } from '../generate/folder.ts';
import { readChangelog } from './changelog.ts';
import { compareContracts } from './compare.ts';
import { contractOf, releasedVersions } from './released.ts';

/** Why what is generated of this contract can't be built on, and what to do about it; `undefined` when it is what openapi/ says. */
export async function obstacleToUse(name: string): Promise<string | undefined> {
  return obstacleIn(name, await generatedFiles([name]));
}

/** The same of one of our own APIs. */
export async function obstacleToApi(name: ApiName): Promise<string | undefined> {
  return obstacleIn(name, await generatedApiFiles([name]));
}

async function obstacleIn(name: string, generated: ReadonlyMap<string, string>): Promise<string | undefined> {
  const files = [...generated].map(([file, text]) => [file.slice(name.length + 1), text] as const);
  const difference = await differences(new Map(files), `generated/${name}`);
  return difference === ''
    ? undefined
    : `generated/${name}/ is not what openapi/ says; run \`npm run generate\` first.`;
}

/** Why the contract can't be released, and what to do about it; `undefined` when it can, or is. */
export async function obstacleToRelease(name: string): Promise<string | undefined> {
  const stale = await obstacleToUse(name);
  if (stale !== undefined) return stale;
  const contract = await generatedContract(name);
  const { version } = contract.info;
  const versions = await releasedVersions(name);
  const changelog = await readChangelog();
  const released = versions.includes(version);
  const base = released ? version : versions.at(-1);
  if (base !== undefined && !isDeepStrictEqual(await contractOf(name, base), contract)) {
    const { needs, problems } = await compareContracts(name, await contractOf(name, base), contract, changelog);
    if (released)
      return `${version} is released already and says something else; raise info.version to ${needs} in ${folderOf(name)}/openapi.yaml.`;
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
export async function obstacleToSharing(name: string): Promise<string | undefined> {
  const obstacle = await obstacleToRelease(name);
  if (obstacle !== undefined) return obstacle;
  const { version } = (await generatedContract(name)).info;
  return (await releasedVersions(name)).includes(version)
    ? undefined
    : `contract ${version} is not released; run \`npm run contract:release -- ${name}\` first.`;
}
