/** npm run docs: the documentation for operators, as one page, into dist/docs/index.html; the API reference, into dist/docs/api. */
import { mkdir, writeFile } from 'node:fs/promises';
import { InvalidInput } from '../../src/cli/input.ts';
import { npmScript, runScript } from '../commandLine.ts';
import { obstacleToUse } from './diff/obstacle.ts';
import { docsPage } from './docs/page.ts';

await runScript(
  npmScript('docs', 'write the documentation for operators, as one page, and the API reference into dist/docs')
    .option('--no-api', 'only the page, which is what the package holds')
    .action(async ({ api }: { readonly api: boolean }) => {
      const obstacle = await obstacleToUse();
      if (obstacle !== undefined) throw new InvalidInput([obstacle]);
      const page = await docsPage();
      await mkdir('dist/docs', { recursive: true });
      await writeFile('dist/docs/index.html', page);
      console.log('dist/docs/index.html');
      if (!api) return;
      // Imported here: the compiler behind it takes a second that the page alone does not need.
      const { writeApiReference } = await import('./docs/api.ts');
      await writeApiReference('dist/docs/api');
      console.log('dist/docs/api/index.html');
    }),
);
