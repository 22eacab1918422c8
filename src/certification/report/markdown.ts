/** The report in short, in Markdown: for the summary of a CI run, or a comment. */
import { oneLine } from '../../contract/visible.ts';
import { byCause } from '../causes.ts';
import type { Certification } from '../verdict.ts';
import { panelTitle, sentenceOf, shownOf } from './panel.ts';
import {
  byGroup,
  type Failed,
  failuresOf,
  groupTitles,
  marks,
  notesOf,
  notesTitle,
  notSetUpOf,
  outcomeNames,
  outcomes,
  tally,
  verdictOf,
} from './summary.ts';
import { shortened, told } from './text.ts';

/** Who mends so many looks into the whole report for the rest: sites show only so much. */
const mostCauses = 20;
const mostCharacters = 400;

export function markdownReport(certification: Certification): string {
  const { url, account, contract, contractVersion, kitVersion, durationMs } = certification;
  const { title, detail } = verdictOf(certification);
  const of = `${inert(url)}, account ${inert(account)}, contract ${contract} (${contractVersion}), kit ${kitVersion}`;
  return [
    `## ${title}`,
    ...(detail === '' ? [] : [inert(detail)]),
    `${of}; it took ${told(durationMs)}.`,
    ...countsOf(certification),
    ...section(
      panelTitle,
      shownOf(certification).map((shown) => `- ${marks[shown.outcome]} ${inert(sentenceOf(shown))}`),
    ),
    ...section('What failed', byCause(failuresOf(certification)).slice(0, mostCauses).flatMap(failureLines)),
    ...section(
      notesTitle,
      notesOf(certification).map(([id, note]) => `- ${inert(id)}: ${inert(note)}`),
    ),
    ...section(
      'What could not be set up',
      notSetUpOf(certification)
        .slice(0, mostCauses)
        .map(({ id, reason }) => `- ${inert(id)}: ${inert(reason)}`),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function countsOf(certification: Certification): string[] {
  const groups = byGroup(certification);
  if (groups.length === 0) return [];
  const rows = groups.map(({ group, results }) => {
    const counts = tally(results);
    return `| ${groupTitles[group]} | ${outcomes.map((outcome) => counts[outcome]).join(' | ')} |`;
  });
  return [
    [`| | ${outcomes.map((outcome) => outcomeNames[outcome]).join(' | ')} |`, '|---|--:|--:|--:|--:|', ...rows].join(
      '\n',
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}`, lines.join('\n')];
}

/** Of failures with one cause: the first, and how many others there are. */
function failureLines([first, ...others]: readonly Failed[]): string[] {
  if (!first) return [];
  const more = others.length === 0 ? '' : `, and ${others.length} more for what looks like the same cause`;
  return [
    `- ${marks.failed} ${inert(first.id)} (${first.level})${more}`,
    `  - expected ${inert(first.expected)}`,
    `  - found ${inert(first.found)}`,
    `  - ${inert(first.hint)}`,
  ];
}

/** Text that came from elsewhere, as code in which nothing is a mark, a link, a tag or a name. */
function inert(text: string): string {
  const plain = shortened(oneLine(text), mostCharacters);
  const encoded = plain.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0) ?? 32};`);
  return `<code>${encoded}</code>`;
}
