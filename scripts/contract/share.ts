/**
 * npm run share [-- --draft]: the partner pack, one archive in dist/ that is the same to the byte for the same contract.
 * Partners get what is released; with --draft it is packed as it is, under a name that says so.
 *
 * Exit codes: 0 written, 1 refused, 2 could not be run.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Option } from 'commander';
import { npmScript, runScript } from '../commandLine.ts';
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
    .option('--draft', 'pack what is not released, too, under a name that says so')
    .addOption(new Option('--output <folder>', 'where the archive goes').default(join(project, 'dist'), 'dist/'))
    .action(async ({ draft = false, output }: Flags) => {
      const folder = resolve(output);
      process.chdir(project);
      const obstacle = draft ? await obstacleToUse() : await obstacleToSharing();
      if (obstacle !== undefined) {
        console.error(
          `share: ${obstacle}${draft ? '' : '\nTo pack it all the same, as a draft: npm run share -- --draft'}`,
        );
        process.exitCode = 1;
        return;
      }
      const archive = join(folder, `${packName(draft)}.zip`);
      await mkdir(folder, { recursive: true });
      await writeFile(archive, zipped(await packFiles(draft)));
      console.log(`Written: ${archive}`);
    }),
);
