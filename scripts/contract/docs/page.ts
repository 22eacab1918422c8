import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ApiName, generatedApi } from '../apis.ts';
import { generatedContract } from '../contracts.ts';
import { redocly } from '../redocly.ts';
import { readersDocument } from './document.ts';
import type { Named } from './placeholders.ts';

const template = fileURLToPath(new URL('page.hbs', import.meta.url));

/** The documentation of a contract for operators. */
export async function docsPage(name: string): Promise<string> {
  return contractPage({ name, contract: await generatedContract(name) });
}

/** The same of a contract that says of itself what it is to say. */
export function contractPage(named: Named): Promise<string> {
  return pageOf(readersDocument(named));
}

/** The documentation of one of our own APIs. */
export async function apiPage(name: ApiName): Promise<string> {
  return pageOf({ ...(await generatedApi(name)), servers: [{ url: `https://${name}.example` }] });
}

/** One HTML page that asks for nothing from anywhere. The same input gives the same bytes. */
async function pageOf(document: object): Promise<string> {
  const scratch = await mkdtemp(join(tmpdir(), 'docs-'));
  try {
    const [input, output] = [join(scratch, 'openapi.json'), join(scratch, 'index.html')];
    await writeFile(input, JSON.stringify(document));
    await redocly([
      'build-docs',
      input,
      '--inlineBundle',
      '--template',
      template,
      '--openapi.layout=stacked',
      '--openapi.hideInfoMetadata',
      '--openapi.hideDownloadButtons',
      '--output',
      output,
    ]);
    return withLocalLinks(withoutRemoteLogos(await readFile(output, 'utf8')));
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** Redoc signs its pages with a logo from its own host: the name is drawn here instead. */
function withoutRemoteLogos(page: string): string {
  const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 46 16"><text x="0" y="12" font-family="sans-serif" font-size="11" fill="#4b83f5">Redocly</text></svg>`;
  const local = page.replaceAll(
    /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(-full)?\.svg/g,
    `data:image/svg+xml;base64,${Buffer.from(logo).toString('base64')}`,
  );
  if (local === page)
    throw new Error(
      'Redoc no longer loads the logo that scripts/contract/docs/page.ts replaces: see what it loads now',
    );
  return local;
}

/** To Redoc a place in the page is a path of a site, `/section/tokens`; a file has it behind the #, also in a new tab. */
function withLocalLinks(page: string): string {
  const scripts = page.indexOf('<script type="module">');
  return page.slice(0, scripts).replaceAll(/(<a\b[^>]*? href=")\//g, '$1#') + page.slice(scripts);
}
