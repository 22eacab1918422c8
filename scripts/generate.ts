/**
 * Writes all of generated/ from openapi/.
 *
 *   node scripts/generate.ts [--check] [--contract DIR] [--output DIR]
 *
 * With --check nothing is written: a difference is printed with the command that mends it, exit 1.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { bundle } from './generate/bundle.ts';
import { clientModule } from './generate/client.ts';
import type { Contract } from './generate/contract.ts';
import { differences, write } from './generate/folder.ts';
import { perCommandDocument } from './generate/perCommand.ts';
import { protocolModule } from './generate/protocol.ts';
import { serverModule } from './generate/server.ts';
import { typesModule } from './generate/types.ts';
import { validatorsModule } from './generate/validators.ts';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    contract: { type: 'string', default: 'openapi' },
    output: { type: 'string', default: 'generated' },
  },
});

const files = await generate(await bundle(options.contract));
if (options.check) {
  const difference = await differences(files, options.output);
  if (difference !== '') {
    console.error(`${difference}\n${options.output}/ is not what ${options.contract}/ says. Mend it with:\n\n  npm run generate\n`);
    process.exitCode = 1;
  }
} else {
  await write(files, options.output);
}

async function generate(contract: Contract): Promise<Map<string, string>> {
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
    ['protocol.ts', code(protocolModule(contract))],
    ['validators.ts', code(validatorsModule(contract))],
    ['server.ts', code(serverModule(contract))],
    ['client.ts', code(clientModule(contract))],
  ]);
}

function marked(mark: string, document: object): string {
  return `${JSON.stringify({ 'x-generated': mark, ...document }, null, 2)}\n`;
}
