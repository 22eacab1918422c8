import { createHash } from 'node:crypto';
import { folderOf } from '../contracts.ts';
import { bundle } from './bundle.ts';
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

/** All that is made of one contract, by names within its folder. */
async function filesOf(name: string, contract: Contract): Promise<Map<string, string>> {
  const bundled = marked('Made by `npm run generate` from openapi/. Do not edit.', contract);
  // Which contract a file is made of can be checked wherever it ends up, by `sha256sum openapi.json`.
  const digest = createHash('sha256').update(bundled).digest('hex');
  const mark = `Made by \`npm run generate\` from contract ${contract.info.version}, openapi.json with SHA-256 ${digest}. Do not edit.`;
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

function marked(mark: string, document: object): string {
  return `${JSON.stringify({ 'x-generated': mark, ...document }, null, 2)}\n`;
}
