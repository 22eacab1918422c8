import type { CaseResult, Certification } from '../verdict.ts';
import { exchangeFacts, type Fact, factLines, factsOf, labelColumns } from './facts.ts';
import { byGroup, type Failed, failuresOf, type GroupResults, groupTitles, marks, type NotSetUp, notSetUpOf, outcomeNames, outcomes, tally, verdictOf } from './summary.ts';
import { moment, oneLine, shortened, told, wrapped } from './text.ts';

const widthColumns = 100;
const mostIdColumns = 44;
const mostBodyCharacters = 600;
const indent = '    ';

/** The report for a terminal, line by line: all cases in short, then what failed in full, the verdict last. */
export function terminalReport(certification: Certification): string[] {
  const { moved } = certification;
  const failures = failuresOf(certification);
  const notSetUp = notSetUpOf(certification);
  const { title, detail } = verdictOf(certification);
  return [
    ...head(certification),
    ...byGroup(certification).flatMap((group) => ['', ...groupLines(group)]),
    ...section('What failed', failures.flatMap((result) => ['', ...detailLines(result)])),
    ...section('What could not be set up', notSetUp.flatMap((result) => ['', ...detailLines(result)])),
    ...section('What was moved', moved.flatMap((sentence) => hanging('  ', sentence))),
    '',
    // One line, however long, so that whoever looks for the verdict needs only the last line.
    `${title}${detail === '' ? '' : `: ${detail}`}`,
  ];
}

function head({ url, account, startedAt, durationMs, contractVersion, kitVersion, strict }: Certification): string[] {
  const facts: Fact[] = [
    ['wallet', url],
    ['account', account],
    ['started', `${moment(startedAt)}, took ${told(durationMs)}`],
    ['versions', `contract ${contractVersion}, kit ${kitVersion}`],
    ...(strict ? ([['strict', 'a failed should counts like a must']] satisfies Fact[]) : []),
  ];
  return factLines(facts, '', (text) => wrapped(text, widthColumns - labelColumns(facts)));
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function groupLines({ group, results }: GroupResults): string[] {
  const counts = tally(results);
  const told = outcomes.filter((outcome) => counts[outcome] > 0).map((outcome) => `${counts[outcome]} ${outcomeNames[outcome]}`);
  const idColumns = Math.min(mostIdColumns, Math.max(...results.map(({ id }) => Array.from(oneLine(id)).length)));
  return [`${groupTitles[group]}: ${told.join(', ')}`, ...results.flatMap((result) => caseLines(result, idColumns))];
}

/** One line, unless a reason needs more: a requirement can be read elsewhere, why a case was skipped cannot. */
function caseLines(result: CaseResult, idColumns: number): string[] {
  const start = `  ${marks[result.outcome]} ${shortened(oneLine(result.id), idColumns).padEnd(idColumns)}  `;
  switch (result.outcome) {
    case 'passed':
      return [shortened(`${start}${oneLine(result.requirement)}`, widthColumns)];
    case 'failed':
      return [shortened(`${start}${result.level}: ${oneLine(result.requirement)}`, widthColumns)];
    case 'skipped':
    case 'not-set-up':
      return hanging(start, oneLine(result.reason));
  }
}

function hanging(start: string, text: string): string[] {
  return wrapped(text, widthColumns - start.length).map((line, index) => `${index === 0 ? start : ' '.repeat(start.length)}${line}`);
}

function detailLines(result: Failed | NotSetUp): string[] {
  const { exchanges } = result;
  const last = exchanges.at(-1);
  const body = (text: string): string => shortened(text, mostBodyCharacters);
  const facts = factsOf(result, last === undefined ? [] : exchangeFacts(last, exchanges.length, exchanges.length, body));
  const textColumns = widthColumns - indent.length - labelColumns(facts);
  return [...hanging(`  ${marks[result.outcome]} `, `${oneLine(result.id)} (${result.level})`), ...factLines(facts, indent, (text) => wrapped(text, textColumns))];
}
