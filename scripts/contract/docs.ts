/**
 * npm run docs [-- NAME]: the documentation of each contract for operators, and of the relay's API, as one page each, into
 * dist/docs/NAME/index.html, and dist/docs/index.html that leads to them; the API reference, into dist/docs/api.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidInput } from '../../src/cli/input.ts';
import { npmScript, runScript } from '../commandLine.ts';
import { apiNames } from './apis.ts';
import { chosenContracts, contractNames } from './contracts.ts';
import { obstacleToApi, obstacleToUse } from './diff/obstacle.ts';
import { indexPage } from './docs/index.ts';
import { apiPage, docsPage } from './docs/page.ts';

const folder = 'dist/docs';

await runScript(
  npmScript(
    'docs',
    "write the documentation for operators, a page for each contract, that of the relay's API, and the API reference into dist/docs",
  )
    .argument('[name]', 'a contract or API, as in v1 or relay: its page alone; all of them when not given')
    .option('--no-api', 'only the pages, which is what the package holds')
    .action(async (given: string | undefined, { api }: { readonly api: boolean }) => {
      const apis = apiNames.filter((name) => given === undefined || name === given);
      const names = given !== undefined && apis.length > 0 ? [] : await chosenContracts(given);
      for (const obstacle of [...(await inTurn(names, obstacleToUse)), ...(await inTurn(apis, obstacleToApi))])
        if (obstacle !== undefined) throw new InvalidInput([obstacle]);
      const pages = await Promise.all([
        ...names.map(async (name) => [join(name, 'index.html'), await docsPage(name)] as const),
        ...apis.map(async (name) => [join(name, 'index.html'), await apiPage(name)] as const),
      ]);
      const index = ['index.html', await indexPage(await contractNames(), apiNames)] as const;
      for (const [file, page] of [...pages, index]) await writePage(join(folder, file), page);
      if (!api || given !== undefined) return;
      // Imported here: the compiler behind it takes a second that the pages alone do not need.
      const { writeApiReference } = await import('./docs/api.ts');
      await writeApiReference(join(folder, 'api'));
      console.log(join(folder, 'api/index.html'));
    }),
);

async function inTurn<Name, Result>(names: readonly Name[], ask: (name: Name) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of names) results.push(await ask(name));
  return results;
}

async function writePage(file: string, page: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, page);
  console.log(file);
}
