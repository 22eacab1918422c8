/**
 * npm run contract:release: keeps generated/openapi.json as the released contract of its version, against which
 * `npm run contract:diff` judges what comes after. What is released is never changed again.
 *
 * Exit codes: 0 released, now or before, 1 refused, 2 could not be run.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { readChangelog } from './contractDiff/changelog.ts';
import { withoutVersion } from './contractDiff/changes.ts';
import { judge } from './contractDiff/judge.ts';
import { contractOf, read, releasedFile, releasedVersions } from './contractDiff/released.ts';
import { bundle } from './generate/bundle.ts';

try {
  const json = await readFile('generated/openapi.json', 'utf8');
  const contract = read(json);
  const { version } = contract.info;
  const file = releasedFile(version);
  const problems = await obstacles(json);
  if (problems.length > 0) {
    console.error(problems.map((problem) => `contract:release: ${problem}`).join('\n'));
    process.exitCode = 1;
  } else if (existsSync(file)) {
    console.log(`Contract ${version} is released already, as it is.`);
  } else {
    await mkdir('openapi/released', { recursive: true });
    await writeFile(file, json);
    console.log(`Released contract ${version}: ${file}`);
  }
} catch (error) {
  console.error(`contract:release: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

/** Why the contract in `json` can't be released; empty when it can. */
async function obstacles(json: string): Promise<readonly string[]> {
  const contract = read(json);
  const { version } = contract.info;
  const fresh = await bundle('openapi');
  if (fresh.info.version !== version || !isDeepStrictEqual(withoutVersion(fresh), withoutVersion(contract))) {
    return ['generated/openapi.json is not what openapi/ says; run `npm run generate` first.'];
  }
  const released = await releasedVersions();
  const changelog = await readChangelog();
  if (released.includes(version) && !isDeepStrictEqual(withoutVersion(await contractOf(version)), withoutVersion(contract))) {
    const { needs } = await judge(await contractOf(version), contract, changelog);
    return [`${version} is released already and says something else; raise info.version to ${needs} in openapi/openapi.yaml.`];
  }
  const dated = changelog.some((entry) => entry.product === 'Contract' && entry.version === version && entry.date !== undefined);
  const undated = dated ? [] : [`CHANGELOG.md has no date for it; write "## Contract ${version} - ${new Date().toISOString().slice(0, 10)}".`];
  const last = released.at(-1);
  const unfit = last === undefined ? [] : (await judge(await contractOf(last), contract, changelog)).problems;
  return [...unfit, ...undated];
}
