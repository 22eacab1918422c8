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
import { judge } from './contractDiff/judge.ts';
import { contractOf, read, releasedFile, releasedVersions } from './contractDiff/released.ts';
import { bundle } from './generate/bundle.ts';
import type { Contract } from './generate/contract.ts';

try {
  const json = await readFile('generated/openapi.json', 'utf8');
  const contract = read(json);
  const { version } = contract.info;
  const obstacle = await obstacleTo(contract);
  if (obstacle !== undefined) {
    console.error(`contract:release: ${obstacle}`);
    process.exitCode = 1;
  } else if (existsSync(releasedFile(version))) {
    console.log(`Contract ${version} is released already, as it is.`);
  } else {
    await mkdir('openapi/released', { recursive: true });
    await writeFile(releasedFile(version), json);
    console.log(`Released contract ${version}: ${releasedFile(version)}`);
  }
} catch (error) {
  console.error(`contract:release: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

/** Why the contract can't be released, and what to do about it; `undefined` when it can. */
async function obstacleTo(contract: Contract): Promise<string | undefined> {
  const { version } = contract.info;
  if (!isDeepStrictEqual(await bundle('openapi'), contract)) {
    return 'generated/openapi.json is not what openapi/ says; run `npm run generate` first.';
  }
  const released = await releasedVersions();
  const changelog = await readChangelog();
  if (released.includes(version)) {
    const { changes, needs } = await judge(await contractOf(version), contract, changelog);
    return changes.length === 0 ? undefined : `${version} is released already and says something else; raise info.version to ${needs} in openapi/openapi.yaml.`;
  }
  const last = released.at(-1);
  const [problem] = last === undefined ? [] : (await judge(await contractOf(last), contract, changelog)).problems;
  if (problem !== undefined) return problem;
  const dated = changelog.some((entry) => entry.product === 'Contract' && entry.version === version && entry.date !== undefined);
  return dated ? undefined : `CHANGELOG.md has no date for it; write "## Contract ${version} - ${new Date().toISOString().slice(0, 10)}".`;
}
