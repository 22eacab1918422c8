/**
 * npm run docs [-- CONTRACT]: the documentation of each contract for operators, as one page, into dist/docs/CONTRACT/index.html, and
 * dist/docs/index.html that leads to them; the API reference, into dist/docs/api.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidInput } from '../../src/cli/input.ts';
import { npmScript, runScript } from '../commandLine.ts';
import { chosenContracts, contractNames } from './contracts.ts';
import { obstacleToUse } from './diff/obstacle.ts';
import { indexPage } from './docs/index.ts';
import { docsPage } from './docs/page.ts';

const folder = 'dist/docs';

await runScript(
  npmScript(
    'docs',
    'write the documentation for operators, a page for each contract, and the API reference into dist/docs',
  )
    .argument('[contract]', 'as in v1: its page alone; all of them when not given')
    .option('--no-api', 'only the pages, which is what the package holds')
    .action(async (given: string | undefined, { api }: { readonly api: boolean }) => {
      const names = await chosenContracts(given);
      for (const name of names) {
        const obstacle = await obstacleToUse(name);
        if (obstacle !== undefined) throw new InvalidInput([obstacle]);
      }
      const pages = await Promise.all(
        names.map(async (name) => [join(name, 'index.html'), await docsPage(name)] as const),
      );
      for (const [file, page] of [...pages, ['index.html', await indexPage(await contractNames())] as const])
        await writePage(join(folder, file), page);
      if (!api || given !== undefined) return;
      // Imported here: the compiler behind it takes a second that the pages alone do not need.
      const { writeApiReference } = await import('./docs/api.ts');
      await writeApiReference(join(folder, 'api'));
      console.log(join(folder, 'api/index.html'));
    }),
);

async function writePage(file: string, page: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, page);
  console.log(file);
}
