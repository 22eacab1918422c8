/**
 * npm run contract:diff [-- CONTRACT [REF]] [--json]: what openapi/ changes against each contract's last release, or against
 * the released version or git revision REF of one contract, whom it breaks, and whether info.version and CHANGELOG.md say so.
 * With another contract for REF, what moves for an operator from the one to the other.
 *
 * Exit codes: 0 they say so, or it was only asked what moves, 1 they don't, 2 it could not be compared.
 */
import { npmScript, runScript } from '../commandLine.ts';
import { chosenContracts, contractNames, folderOf } from './contracts.ts';
import { type Entry, readChangelog } from './diff/changelog.ts';
import { type Comparison, compareContracts, neverReleased } from './diff/compare.ts';
import { movesBetween, movesInWords } from './diff/moves.ts';
import { contractOf, releasedVersions } from './diff/released.ts';
import { inWords } from './diff/report.ts';
import { bundle } from './generate/bundle.ts';

await runScript(
  npmScript('contract:diff', 'tell what openapi/ changes, whom it breaks, and which version that takes')
    .argument('[contract]', 'as in v1; all of them when not given')
    .argument(
      '[ref]',
      'a released version or a git revision, the last released version when not given; or another contract, to be told what moves',
    )
    .option('--json', 'for machines')
    .action(async (name: string | undefined, reference: string | undefined, { json = false }: { json?: boolean }) => {
      const names = await chosenContracts(name);
      if (name !== undefined && reference !== undefined && (await contractNames()).includes(reference))
        await tellMoves(name, reference, json);
      else await tellChanges(names, reference, json);
    }),
);

async function tellChanges(names: readonly string[], reference: string | undefined, json: boolean): Promise<void> {
  const changelog = await readChangelog();
  const comparisons: Comparison[] = [];
  for (const name of names) comparisons.push(await compared(name, reference, changelog));
  console.log(json ? JSON.stringify(comparisons, null, 2) : comparisons.map(inWords).join('\n\n'));
  process.exitCode = comparisons.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

async function compared(name: string, given: string | undefined, changelog: readonly Entry[]): Promise<Comparison> {
  const revision = await bundle(folderOf(name));
  const reference = given ?? (await releasedVersions(name)).at(-1);
  return reference === undefined
    ? neverReleased(name, revision, changelog)
    : compareContracts(name, await contractOf(name, reference), revision, changelog);
}

async function tellMoves(from: string, to: string, json: boolean): Promise<void> {
  const [base, revision] = [await bundle(folderOf(from)), await bundle(folderOf(to))];
  const moves = movesBetween(base, revision);
  if (json) console.log(JSON.stringify({ from, to, moves }, null, 2));
  else {
    console.log(
      `From contract ${from} (${base.info.version}) to ${to} (${revision.info.version}): what moves for an operator`,
    );
    console.log(movesInWords(moves));
  }
}
