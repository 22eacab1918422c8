/**
 * npm run contract:diff [-- REF] [--json]: what openapi/ changes against the last released contract, or against
 * the released version or git revision REF, whom it breaks, and whether info.version and CHANGELOG.md say so.
 *
 * Exit codes: 0 they do, 1 they don't, 2 it could not be compared.
 */
import { InvalidInput } from '../../src/cli/input.ts';
import { npmScript, runScript } from '../commandLine.ts';
import { readChangelog } from './diff/changelog.ts';
import { compareContracts } from './diff/compare.ts';
import { contractOf, releasedVersions } from './diff/released.ts';
import { inWords } from './diff/report.ts';
import { folderOf } from './contracts.ts';
import { bundle } from './generate/bundle.ts';

await runScript(
  npmScript('contract:diff', 'tell what openapi/ changes, whom it breaks, and which version that takes')
    .argument('[ref]', 'a released version or a git revision; the last released version when not given')
    .option('--json', 'for machines')
    .action(async (given: string | undefined, { json }: { json?: boolean }) => {
      const reference = given ?? (await releasedVersions()).at(-1);
      if (reference === undefined)
        throw new InvalidInput(['no contract is released yet; the first is by `npm run contract:release`']);
      const comparison = await compareContracts(
        await contractOf(reference),
        await bundle(folderOf('v1')),
        await readChangelog(),
      );
      console.log(json ? JSON.stringify(comparison, null, 2) : inWords(comparison));
      process.exitCode = comparison.problems.length > 0 ? 1 : 0;
    }),
);
