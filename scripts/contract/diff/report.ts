import { folderOf } from '../contracts.ts';
import { impacts, type Impact } from './change.ts';
import type { Comparison } from './compare.ts';

const headings: Record<Impact, string> = {
  major: 'Breaks partners (major):',
  minor: 'New, and partners may stay as they are (minor):',
  patch: 'Changes nothing for partners (patch):',
};

/** The comparison for people. */
export function inWords(comparison: Comparison): string {
  return [...told(comparison), ...comparison.problems.map((problem) => `✗ ${problem}`)].join('\n');
}

function told({ contract, base, version, changes, bump, needs }: Comparison): string[] {
  if (base === undefined)
    return [`Contract ${contract} ${version} was never released: there is nothing to compare it with.`];
  const listed = impacts.flatMap((impact) => {
    const lines = changes.filter((change) => change.impact === impact).map(({ where, what }) => `  ${where}: ${what}`);
    return lines.length > 0 ? [headings[impact], ...lines] : [];
  });
  const verdict = bump === 'none' ? 'They say the same.' : `That takes a ${bump} version: ${needs} or higher.`;
  return [`Contract ${contract} ${base}, and what ${folderOf(contract)}/ says, ${version}`, ...listed, verdict];
}
