/**
 * npm run contract:release: keeps generated/v1/openapi.json as the released contract of its version, against which
 * `npm run contract:diff` compares what comes after with it. What is released is never changed again.
 *
 * Exit codes: 0 released, now or before, 1 refused, 2 could not be run.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { npmScript, runScript } from '../commandLine.ts';
import { obstacleToRelease } from './diff/obstacle.ts';
import { read, releasedFile } from './diff/released.ts';

await runScript(
  npmScript('contract:release', 'keep the contract in openapi/callbacks/v1/released/, for good').action(async () => {
    const json = await readFile('generated/v1/openapi.json', 'utf8');
    const { version } = read(json).info;
    const obstacle = await obstacleToRelease();
    if (obstacle !== undefined) {
      console.error(`contract:release: ${obstacle}`);
      process.exitCode = 1;
    } else if (existsSync(releasedFile(version))) {
      console.log(`Contract ${version} is released already, as it is.`);
    } else {
      await mkdir('openapi/callbacks/v1/released', { recursive: true });
      await writeFile(releasedFile(version), json);
      console.log(`Released contract ${version}: ${releasedFile(version)}`);
    }
  }),
);
