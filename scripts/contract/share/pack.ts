/** What is in the partner pack. */
import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { contractVersion } from '../../../generated/v1/protocol.ts';
import { parseJson } from '../../../src/contract/json.ts';
import { type Entry, readChangelog } from '../diff/changelog.ts';
import { docsPage } from '../docs/page.ts';
import { brunoCollection } from './bruno.ts';
import { playersIn } from './players.ts';
import { postmanCollection, postmanEnvironment } from './postman.ts';
import { readme } from './readme.ts';
import { samplesIn } from './samples.ts';

/** The folder in the archive, and the archive's name. */
export function packName(draft: boolean): string {
  return `seamless-callback-${contractVersion}${draft ? '-draft' : ''}`;
}

/** The pack's files by their paths in the archive; the project's folder must be the working directory. */
export async function packFiles(draft: boolean): Promise<Map<string, string>> {
  const contract = await readFile('generated/v1/openapi.json', 'utf8');
  const samples = samplesIn(parseJson(contract)?.exact);
  const files = new Map([
    ['README.md', readme(playersIn(samples), draft)],
    ['CHANGELOG.md', contractChangelog(await readChangelog())],
    ['LICENSE', await readFile('LICENSE', 'utf8')],
    ['docs.html', await docsPage()],
    ['contract/openapi.json', contract],
    ['contract/openapi.yaml', asYaml(contract)],
    ['contract/callbacks.json', await readFile('generated/v1/callbacks.json', 'utf8')],
    ['postman/collection.json', postmanCollection(samples)],
    ['postman/environment.json', postmanEnvironment()],
    ...[...brunoCollection(samples)].map(([path, text]) => [`bruno/${path}`, text] as const),
  ]);
  return new Map([...files].map(([path, text]) => [`${packName(draft)}/${path}`, text]));
}

/** The kit's own changes don't concern a partner. */
function contractChangelog(entries: readonly Entry[]): string {
  const contracts = entries.filter(({ product }) => product === 'Contract').map(({ lines }) => lines.join('\n').trim());
  return `${['# Changelog', ...contracts].join('\n\n')}\n`;
}

/** JSON is YAML already: it is read as that, so that no number passes through a float, and written as people write it. */
function asYaml(json: string): string {
  return stringify(parse(json, { intAsBigInt: true }), { lineWidth: 120 });
}
