/**
 * Writes all of generated/ from openapi/.
 *
 *   node scripts/generate.ts [--check] [--contract DIR] [--output DIR]
 *
 * With --check nothing is written: a difference is printed with the command that mends it, exit 1.
 */
import { parseArgs } from 'node:util';
import { bundle } from './generate/bundle.ts';
import { generatedFiles } from './generate/files.ts';
import { differences, write } from './generate/folder.ts';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    contract: { type: 'string', default: 'openapi' },
    output: { type: 'string', default: 'generated' },
  },
});

const files = await generatedFiles(await bundle(options.contract));
if (options.check) {
  const difference = await differences(files, options.output);
  if (difference !== '') {
    console.error(`${difference}\n${options.output}/ is not what ${options.contract}/ says. Mend it with:\n\n  npm run generate\n`);
    process.exitCode = 1;
  }
} else {
  await write(files, options.output);
}
