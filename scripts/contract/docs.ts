/** npm run docs: the documentation for operators, as one page, into dist/docs/index.html. */
import { mkdir, writeFile } from 'node:fs/promises';
import { InvalidInput } from '../../src/cli/input.ts';
import { npmScript, runScript } from '../commandLine.ts';
import { obstacleToUse } from './diff/obstacle.ts';
import { docsPage } from './docs/page.ts';

await runScript(
  npmScript('docs', 'write the documentation for operators, as one page, into dist/docs/index.html').action(
    async () => {
      const obstacle = await obstacleToUse();
      if (obstacle !== undefined) throw new InvalidInput([obstacle]);
      const page = await docsPage();
      await mkdir('dist/docs', { recursive: true });
      await writeFile('dist/docs/index.html', page);
      console.log('dist/docs/index.html');
    },
  ),
);
