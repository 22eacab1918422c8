/**
 * npm run generate: writes all of generated/ from openapi/.
 *
 * With --check, as `npm run generate:check`, nothing is written: a difference is printed with the command that mends it, exit 1.
 */
import { npmScript, runScript } from '../commandLine.ts';
import { apiNames } from './apis.ts';
import { contractNames } from './contracts.ts';
import { generatedApiFiles, generatedFiles } from './generate/files.ts';
import { differences, write } from './generate/folder.ts';

interface Flags {
  readonly check?: boolean;
  readonly contract?: string;
  readonly output: string;
}

await runScript(
  npmScript('generate', 'write all of generated/ from openapi/')
    .option('--check', 'write nothing; a difference is printed, exit 1 (npm run generate:check)')
    .option('--contract <name>', 'one contract, as in v1; all of them, and our own APIs, when not given')
    .option('--output <folder>', 'where the files go', 'generated')
    .action(async ({ check, contract, output }: Flags) => {
      const names = contract === undefined ? await contractNames() : [contract];
      const apis = contract === undefined ? apiNames : [];
      const files = new Map([...(await generatedFiles(names)), ...(await generatedApiFiles(apis))]);
      if (check !== true) return write(files, output);
      const difference = await differences(files, output);
      if (difference === '') return;
      console.error(`${difference}\n${output}/ is not what openapi/ says. Mend it with:\n\n  npm run generate\n`);
      process.exitCode = 1;
    }),
);
