/**
 * npm run share: the partner pack, one archive in dist/ that is the same to the byte for the same contract.
 *
 *   node scripts/share.ts [--output DIR]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packFiles, packName } from './share/pack.ts';
import { zipped } from './share/zip.ts';

const project = join(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: { output: { type: 'string', default: join(project, 'dist') } } });

const folder = resolve(options.output);
process.chdir(project);
const archive = join(folder, `${packName}.zip`);
await mkdir(folder, { recursive: true });
await writeFile(archive, zipped(await packFiles()));
console.log(`Written: ${archive}`);
