/**
 * npm run contract:release [-- CONTRACT]: keeps generated/CONTRACT/openapi.json as the released contract of its version, against
 * which `npm run contract:diff` compares what comes after with it. What is released is never changed again.
 *
 * Exit codes: 0 released, now or before, 1 one or more were refused, 2 could not be run.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { npmScript, runScript } from '../commandLine.ts';
import { chosenContracts, generatedContract, generatedFile } from './contracts.ts';
import { obstacleToRelease } from './diff/obstacle.ts';
import { releasedFile, releasedFolder } from './diff/released.ts';

await runScript(
  npmScript('contract:release', 'keep the contract in openapi/callbacks/CONTRACT/released/, for good')
    .argument('[contract]', 'as in v1; all of them when not given')
    .action(async (given: string | undefined) => {
      for (const name of await chosenContracts(given)) await release(name);
    }),
);

async function release(name: string): Promise<void> {
  const obstacle = await obstacleToRelease(name);
  if (obstacle !== undefined) {
    console.error(`contract:release: ${name}: ${obstacle}`);
    process.exitCode = 1;
    return;
  }
  const { version } = (await generatedContract(name)).info;
  const kept = releasedFile(name, version);
  if (existsSync(kept)) {
    console.log(`Contract ${version} is released already, as it is.`);
    return;
  }
  await mkdir(releasedFolder(name), { recursive: true });
  await copyFile(generatedFile(name, 'openapi.json'), kept);
  console.log(`Released contract ${version}: ${kept}`);
}
