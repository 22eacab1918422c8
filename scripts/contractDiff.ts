/**
 * npm run contract:diff [-- REF] [--json]: what openapi/ changes against the last released contract, or against
 * the released version or git revision REF, whom it breaks, and whether info.version and CHANGELOG.md say so.
 *
 * Exit codes: 0 they do, 1 they don't, 2 it could not be compared.
 */
import { parseArgs } from 'node:util';
import { InvalidInput } from '../src/cli/input.ts';
import { readChangelog } from './contractDiff/changelog.ts';
import { judge } from './contractDiff/judge.ts';
import { contractOf, releasedVersions } from './contractDiff/released.ts';
import { inWords } from './contractDiff/report.ts';
import { bundle } from './generate/bundle.ts';

const usage = `Usage: npm run contract:diff -- [REF] [--json]
REF is a released version or a git revision; without it, the last released version. --json is for machines.`;

try {
  const { values, positionals } = given();
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const reference = positionals[0] ?? (await releasedVersions()).at(-1);
  if (reference === undefined) throw new InvalidInput(['no contract is released yet; the first is by `npm run contract:release`']);
  const judgement = await judge(await contractOf(reference), await bundle('openapi'), await readChangelog());
  console.log(values.json ? JSON.stringify(judgement, null, 2) : inWords(judgement));
  process.exitCode = judgement.problems.length > 0 ? 1 : 0;
} catch (error) {
  console.error(`contract:diff: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

function given() {
  try {
    const options = { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } as const;
    const parsed = parseArgs({ options, allowPositionals: true });
    if (parsed.positionals.length > 1) throw new Error(`one REF at most, not ${parsed.positionals.join(' and ')}`);
    return parsed;
  } catch (error) {
    const [problem] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new InvalidInput([`${problem}\n${usage}`]);
  }
}
