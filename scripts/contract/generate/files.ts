import { createHash } from 'node:crypto';
import { apiFolder, type ApiName } from '../apis.ts';
import { folderOf } from '../contracts.ts';
import { apiTypesModule } from './apiTypes.ts';
import { bundle, bundleOf } from './bundle.ts';
import type { Contract } from './contract.ts';
import { perCommandDocument } from './perCommand.ts';
import { protocolModule } from './protocol.ts';
import { typesModule } from './types.ts';
import { validatorsModule } from './validators.ts';

/** All that is made of these contracts, by names within generated/. Throws `InvalidInput`. */
export async function generatedFiles(contracts: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of contracts) {
    const own = await filesOf(name, await bundle(folderOf(name)));
    for (const [file, text] of own) files.set(`${name}/${file}`, text);
  }
  return files;
}

/** All that is made of the APIs of our own processes, by names within generated/. Throws `InvalidInput`. */
export async function generatedApiFiles(apis: readonly ApiName[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of apis) {
    const document = await bundleOf(apiFolder(name));
    const bundled = marked(madeOfOpenapi, document);
    const mark = `Made by \`npm run generate\` from openapi.json with SHA-256 ${digestOf(bundled)}. Do not edit.`;
    files.set(`${name}/openapi.json`, bundled);
    files.set(`${name}/types.ts`, `// ${mark}\n${await apiTypesModule(document)}`);
  }
  return files;
}

/** All that is made of one contract, by names within its folder. */
async function filesOf(name: string, contract: Contract): Promise<Map<string, string>> {
  const bundled = marked(madeOfOpenapi, contract);
  const mark = `Made by \`npm run generate\` from contract ${contract.info.version}, openapi.json with SHA-256 ${digestOf(bundled)}. Do not edit.`;
  const json = (document: object): string => marked(mark, document);
  const code = (text: string): string => `// ${mark}\n${text}`;
  return new Map([
    ['openapi.json', bundled],
    ['callbacks.json', json(perCommandDocument(contract))],
    ['types.ts', code(await typesModule(contract))],
    ['protocol.ts', code(protocolModule(name, contract))],
    ['validators.ts', code(validatorsModule(contract))],
  ]);
}

const madeOfOpenapi = 'Made by `npm run generate` from openapi/. Do not edit.';

/** What a file is made of can be checked wherever it ends up, by `sha256sum openapi.json`. */
function digestOf(bundled: string): string {
  return createHash('sha256').update(bundled).digest('hex');
}

function marked(mark: string, document: object): string {
  return `${JSON.stringify({ 'x-generated': mark, ...document }, null, 2)}\n`;
}
