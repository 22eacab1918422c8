/** What is in the partner pack. */
import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { generatedFile, withoutMark } from '../contracts.ts';
import { type Entry, readChangelog } from '../diff/changelog.ts';
import { releasedVersions } from '../diff/released.ts';
import { contractPage } from '../docs/page.ts';
import { agents } from './agents.ts';
import { brunoCollection } from './bruno.ts';
import { asDraft } from './draft.ts';
import { llmsText, partsOf } from './contents.ts';
import { guideFiles, packGuides } from './guides.ts';
import { playersIn } from './players.ts';
import { postmanCollection, postmanEnvironment } from './postman.ts';
import { readme } from './readme.ts';
import { samplesIn } from './samples.ts';
import { serverFiles } from './servers.ts';

/** The folder in the archive, and the archive's name, of this version of a contract. */
export function packName(version: string, draft: boolean): string {
  return `seamless-callback-${version}${draft ? '-draft' : ''}`;
}

/** The pack's files by their paths in the archive; the project's folder must be the working directory. */
export async function packFiles(name: string, draft: boolean): Promise<Map<string, string>> {
  const contract = await readFile(generatedFile(name, 'openapi.json'), 'utf8');
  const samples = samplesIn(contract);
  const released = { name, contract: withoutMark(contract) };
  const named = draft ? asDraft(released) : released;
  const { title, version, summary, description } = named.contract.info;
  const guides = packGuides(named);
  const parts = partsOf(guides);
  const versions = [samples.version, ...(await releasedVersions(name))];
  const files = new Map([
    ['README.md', readme(name, samples, parts, draft)],
    ['AGENTS.md', agents(named, samples, guides)],
    ['llms.txt', llmsText(`${title} ${version}`, summary, description.trim(), parts)],
    ['CHANGELOG.md', contractChangelog(await readChangelog(), versions)],
    ['LICENSE', await readFile('LICENSE', 'utf8')],
    ['docs.html', await contractPage(named)],
    ...under('docs', guideFiles(named, guides)),
    ...under('samples', await serverFiles(playersIn(samples))),
    ['contract/openapi.json', contract],
    ['contract/openapi.yaml', asYaml(contract)],
    ['contract/callbacks.json', await readFile(generatedFile(name, 'callbacks.json'), 'utf8')],
    ['postman/collection.json', postmanCollection(samples)],
    ['postman/environment.json', postmanEnvironment()],
    ...under('bruno', brunoCollection(samples)),
  ]);
  return new Map(under(packName(samples.version, draft), files));
}

function under(folder: string, files: ReadonlyMap<string, string>): (readonly [path: string, text: string])[] {
  return [...files].map(([path, text]) => [`${folder}/${path}`, text]);
}

/** What changed in these versions of the contract: the kit's own changes, and other contracts, don't concern a partner. */
function contractChangelog(entries: readonly Entry[], versions: readonly string[]): string {
  const own = entries.filter(({ product, version }) => product === 'Contract' && versions.includes(version));
  const contracts = own.map(({ lines }) => lines.join('\n').trim());
  return `${['# Changelog', ...contracts].join('\n\n')}\n`;
}

/** JSON is YAML already: it is read as that, so that no number passes through a float, and written as people write it. */
function asYaml(json: string): string {
  return stringify(parse(json, { intAsBigInt: true }), { lineWidth: 120 });
}
