import { oneLine } from '../../contract/visible.ts';
import { byCause } from '../causes.ts';
import type { CaseResult, Certification } from '../verdict.ts';
import { exchangeFacts, type Fact, factLines, factsOf, labelColumns } from './facts.ts';
import { panelFacts, panelTitle, type Shown, sentenceOf, shownOf } from './panel.ts';
import {
  byGroup,
  type Failed,
  failuresOf,
  type GroupResults,
  groupTitles,
  marks,
  notesOf,
  notesTitle,
  type NotSetUp,
  notSetUpOf,
  outcomeNames,
  outcomes,
  tally,
  verdictOf,
} from './summary.ts';
import { moment, shortened, told, wrapped } from './text.ts';

/** How wide the report is on a screen. */
export const screenColumns = 100;
const mostIdColumns = 44;
const mostBodyCharacters = 600;
const indent = '    ';

/** The report for a terminal, line by line: all cases in short, then what failed in full, the verdict last. */
export function terminalReport(certification: Certification, widthColumns = screenColumns): string[] {
  const { moved } = certification;
  const failures = failuresOf(certification);
  const { title, detail } = verdictOf(certification);
  return [
    ...head(certification, widthColumns),
    ...byGroup(certification).flatMap((group) => ['', ...groupLines(group, widthColumns)]),
    ...section(
      panelTitle,
      shownOf(certification).flatMap((shown) => ['', ...panelLines(shown, widthColumns)]),
    ),
    ...section(
      'What failed',
      byCause(failures).flatMap((results) => ['', ...failureLines(results, widthColumns)]),
    ),
    ...section(
      'What could not be set up',
      byReason(notSetUpOf(certification)).flatMap((results) => ['', ...notSetUpLines(results, widthColumns)]),
    ),
    ...section(
      notesTitle,
      notesOf(certification).flatMap(([id, note]) => hanging(`  ${oneLine(id)}  `, oneLine(note), widthColumns)),
    ),
    ...section(
      'What was moved',
      moved.flatMap((sentence) => hanging('  ', sentence, widthColumns)),
    ),
    '',
    // One line, however long, so that whoever looks for the verdict needs only the last line.
    `${title}${detail === '' ? '' : `: ${detail}`}`,
  ];
}

function head(
  { url, account, startedAt, durationMs, contract, contractVersion, kitVersion, strict }: Certification,
  widthColumns: number,
): string[] {
  const facts: Fact[] = [
    ['wallet', url],
    ['account', account],
    ['started', `${moment(startedAt)}, took ${told(durationMs)}`],
    ['versions', `contract ${contract} (${contractVersion}), kit ${kitVersion}`],
    ...(strict ? ([['strict', 'a failed should counts like a must']] satisfies Fact[]) : []),
  ];
  return wrappedFacts(facts, '', widthColumns);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function groupLines({ group, results }: GroupResults, widthColumns: number): string[] {
  const counts = tally(results);
  const told = outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${outcomeNames[outcome]}`);
  const idColumns = Math.min(mostIdColumns, Math.max(...results.map(({ id }) => Array.from(oneLine(id)).length)));
  return [
    `${groupTitles[group]}: ${told.join(', ')}`,
    ...results.flatMap((result) => caseLines(result, idColumns, widthColumns)),
  ];
}

/** One line, unless a reason needs more: a requirement can be read elsewhere, why a case was skipped cannot. */
function caseLines(result: CaseResult, idColumns: number, widthColumns: number): string[] {
  const start = `  ${marks[result.outcome]} ${shortened(oneLine(result.id), idColumns).padEnd(idColumns)}  `;
  switch (result.outcome) {
    case 'passed':
    case 'not-set-up':
      return [shortened(`${start}${oneLine(result.requirement)}`, widthColumns)];
    case 'failed':
      return [shortened(`${start}${result.level}: ${oneLine(result.requirement)}`, widthColumns)];
    case 'skipped':
      return hanging(start, oneLine(result.reason), widthColumns);
  }
}

function hanging(start: string, text: string, widthColumns: number): string[] {
  return wrapped(text, widthColumns - start.length).map(
    (line, index) => `${index === 0 ? start : ' '.repeat(start.length)}${line}`,
  );
}

function panelLines(shown: Shown, widthColumns: number): string[] {
  return [
    ...hanging(`  ${marks[shown.outcome]} `, sentenceOf(shown), widthColumns),
    ...wrappedFacts(panelFacts(shown), indent, widthColumns),
  ];
}

/** Of failures with one cause: the first in full, and which others there are. */
function failureLines(results: readonly Failed[], widthColumns: number): string[] {
  const [first, ...others] = results;
  if (!first) return [];
  const title = hanging(`  ${marks.failed} `, `${oneLine(first.id)} (${first.level})`, widthColumns);
  const alike: Fact[] = others.length === 0 ? [] : [[`and ${others.length} more`, idsOf(others)]];
  return [...title, ...wrappedFacts([...alike, ...factsOf(first, lastExchange(first))], indent, widthColumns)];
}

/** So many are read; the others are in the list above. */
const mostIds = 12;

function idsOf(results: readonly CaseResult[]): string {
  const ids = results.map(({ id, level }) => `${oneLine(id)}${level === 'should' ? ' (should)' : ''}`);
  const more = ids.length > mostIds ? ` and ${ids.length - mostIds} others` : '';
  return `fail for what looks like the same cause: ${ids.slice(0, mostIds).join(', ')}${more}`;
}

/** What keeps one case from beginning often keeps many: an operator that tells no balance, most of them. */
function byReason(results: readonly NotSetUp[]): NotSetUp[][] {
  return [...Map.groupBy(results, ({ reason }) => reason).values()];
}

/** Of cases with the same reason: it, their ids, and what was sent and received before the first of them. */
function notSetUpLines(results: readonly NotSetUp[], widthColumns: number): string[] {
  return results.slice(0, 1).flatMap((first) => {
    const title = hanging(`  ${marks['not-set-up']} `, oneLine(first.reason), widthColumns);
    return [
      ...title,
      ...wrappedFacts(
        [['cases', results.map(({ id }) => oneLine(id)).join(', ')], ...lastExchange(first)],
        indent,
        widthColumns,
      ),
    ];
  });
}

function lastExchange({ exchanges }: Failed | NotSetUp): Fact[] {
  const last = exchanges.at(-1);
  return last === undefined
    ? []
    : exchangeFacts(last, exchanges.length, exchanges.length, (text) => shortened(text, mostBodyCharacters));
}

function wrappedFacts(facts: readonly Fact[], margin: string, widthColumns: number): string[] {
  return factLines(facts, margin, (text) => wrapped(text, widthColumns - margin.length - labelColumns(facts)));
}
