/** npm run docs: the documentation for operators, as one page, into dist/docs/index.html. */
import { mkdir, writeFile } from 'node:fs/promises';
import { docsPage } from './docs/page.ts';

await mkdir('dist/docs', { recursive: true });
await writeFile('dist/docs/index.html', await docsPage());
console.log('dist/docs/index.html');
