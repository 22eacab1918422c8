/**
 * npm run share [-- CONTRACT] [--draft]: the partner pack of each contract, an archive in dist/ that is the same to the byte for the
 * same contract.
 * Partners get what is released; with --draft it is packed as it is, under a name that says so.
 *
 * Exit codes: 0 written, 1 one or more were refused, 2 could not be run.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { npmScript, runScript } from '../commandLine.ts';
import { chosenContracts, generatedContract } from './contracts.ts';
import { obstacleToSharing, obstacleToUse } from './diff/obstacle.ts';
import { packFiles, packName } from './share/pack.ts';
import { zipped } from './share/zip.ts';

const project = join(import.meta.dirname, '../..');

interface Flags {
  readonly draft?: boolean;
  readonly output: string;
}

await runScript(
  npmScript('share', 'pack what a partner gets: the contract, its documentation, collections')
    .argument('[contract]', 'as in v1; all of them when not given')
    .option('--draft', 'pack what is not released, too, under a name that says so')
    .addOption(new Option('--output <folder>', 'where the archive goes').default(join(project, 'dist'), 'dist/'))
    .action(async (given: string | undefined, { draft = false, output }: Flags) => {
      const folder = resolve(output);
      process.chdir(project);
      const names = await chosenContracts(given);
      for (const name of draft ? names : []) {
        const obstacle = await obstacleToUse(name);
        if (obstacle === undefined) continue;
        refuse(obstacle);
        return;
      }
      for (const name of names) {
        const obstacle = draft ? undefined : await obstacleToSharing(name);
        if (obstacle === undefined) await pack(name, draft, folder);
        else refuse(`${name}: ${obstacle}\nTo pack it all the same, as a draft: npm run share -- ${name} --draft`);
      }
    }),
);

async function pack(name: string, draft: boolean, folder: string): Promise<void> {
  const { version } = (await generatedContract(name)).info;
  const archive = join(folder, `${packName(version, draft)}.zip`);
  await mkdir(folder, { recursive: true });
  await writeFile(archive, zipped(await packFiles(name, draft)));
  console.log(`Written: ${archive}`);
}

function refuse(why: string): void {
  console.error(`share: ${why}`);
  process.exitCode = 1;
}
