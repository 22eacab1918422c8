/**
 * npm run share [-- --draft]: the partner pack, one archive in dist/ that is the same to the byte for the same contract.
 * Partners get what is released; with --draft it is packed as it is, under a name that says so.
 *
 *   node scripts/share.ts [--draft] [--output DIR]
 *
 * Exit codes: 0 written, 1 refused, 2 could not be run.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { obstacleToSharing } from './contractDiff/obstacle.ts';
import { packFiles, packName } from './share/pack.ts';
import { zipped } from './share/zip.ts';

const project = join(import.meta.dirname, '..');

try {
  const { values: options } = parseArgs({
    options: { draft: { type: 'boolean', default: false }, output: { type: 'string', default: join(project, 'dist') } },
  });
  const folder = resolve(options.output);
  process.chdir(project);
  const obstacle = options.draft ? undefined : await obstacleToSharing();
  if (obstacle === undefined) {
    const archive = join(folder, `${packName(options.draft)}.zip`);
    await mkdir(folder, { recursive: true });
    await writeFile(archive, zipped(await packFiles(options.draft)));
    console.log(`Written: ${archive}`);
  } else {
    console.error(`share: ${obstacle}\nTo pack it all the same, as a draft: npm run share -- --draft`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`share: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
