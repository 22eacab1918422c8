import { oneLine } from '../../contract/visible.ts';
import type { CaseResult, Certification, Exchange } from '../verdict.ts';
import { exchangeFacts, factLines, factsOf } from './facts.ts';
import { type Markup, markup } from './markup.ts';
import { byGroup, type Failed, groupTitles, type NotSetUp, outcomeNames, type Verdict, verdictOf } from './summary.ts';

/** What a CI system makes of a case. */
type Shown = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly shown: Shown;
  readonly durationMs: number;
  readonly xml: Markup;
}

/**
 * JUnit XML as Jenkins, GitLab and GitHub read it: it fails exactly when the exit code is not 0.
 *
 * Reasons stand both in `message` and in the text, since Jenkins shows the one of a skipped case and GitLab
 * the other. `system-out` is not used: GitLab takes attachments from it, and bodies come from elsewhere.
 */
export function junitReport(certification: Certification): string {
  const suites = byGroup(certification).map(({ group, results }) => ({
    name: `seamless.${group}`,
    title: groupTitles[group],
    cases: named(results).map(([name, result]) => testCase(name, result, certification.strict)),
  }));
  const { kind, detail } = verdictOf(certification);
  const all = suites.flatMap(({ cases }) => cases);
  // Without an error of its own, an inconclusive run would be shown as a success.
  if (
    certification.couldNotRun !== undefined ||
    certification.couldNotPass !== undefined ||
    (kind === 'inconclusive' && !all.some(({ shown }) => shown === 'error'))
  ) {
    suites.push({ name: 'seamless', title: 'The run', cases: [endedEarly(kind, detail, certification.durationMs)] });
  }
  const cases = suites.flatMap((suite) => suite.cases);
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="seamless certification" tests="${cases.length}" failures="${count(cases, 'failure')}" errors="${count(cases, 'error')}" time="${seconds(certification.durationMs)}">
${suites.map((suite) => testSuite(suite, certification))}</testsuites>
`.text;
}

function testSuite(
  { name, title, cases }: { readonly name: string; readonly title: string; readonly cases: readonly TestCase[] },
  certification: Certification,
): Markup {
  const timeMs = cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  // The schema of Ant wants the time without a zone; the whole of it is among the properties.
  return markup`  <testsuite name="${name}" tests="${cases.length}" failures="${count(cases, 'failure')}" errors="${count(cases, 'error')}" skipped="${count(cases, 'skipped')}" time="${seconds(timeMs)}" timestamp="${oneLine(certification.startedAt).slice(0, 19)}">
    <properties>
${properties(title, certification)}    </properties>
${cases.map(({ xml }) => xml)}  </testsuite>
`;
}

function properties(
  title: string,
  { url, account, startedAt, contract, contractVersion, kitVersion, strict, moved }: Certification,
): Markup[] {
  const values = {
    title,
    url,
    account,
    startedAt,
    contract,
    contractVersion,
    kitVersion,
    strict: String(strict),
    moved: moved.join(' '),
  };
  return Object.entries(values).map(
    ([name, value]) => markup`      <property name="${name}" value="${oneLine(value)}"/>
`,
  );
}

function testCase(name: string, result: CaseResult, strict: boolean): TestCase {
  const { group, durationMs } = result;
  const [shown, child] = outcome(result, strict);
  const attributes = markup`classname="${`seamless.${group}`}" name="${name}" time="${seconds(durationMs)}"`;
  return {
    shown,
    durationMs,
    xml:
      child === undefined
        ? markup`    <testcase ${attributes}/>
`
        : markup`    <testcase ${attributes}>
      ${child}
    </testcase>
`,
  };
}

/**
 * A failed `should` that does not count is shown as skipped. As a failure it would make Jenkins call the
 * build unstable and GitLab tell of a broken test though the operator is certified; as passed it would not be
 * seen; with both elements Jenkins takes it for skipped and GitLab for failed.
 */
function outcome(result: CaseResult, strict: boolean): readonly [Shown, Markup | undefined] {
  switch (result.outcome) {
    case 'passed':
      return ['passed', undefined];
    case 'failed': {
      const message = oneLine(`expected ${result.expected}, found ${result.found}`);
      if (strict || result.level === 'must')
        return ['failure', markup`<failure message="${message}" type="${result.level}">${details(result)}</failure>`];
      return ['skipped', markup`<skipped message="${`should failed: ${message}`}">${details(result)}</skipped>`];
    }
    case 'skipped':
      return ['skipped', markup`<skipped message="${oneLine(result.reason)}">${result.reason}</skipped>`];
    case 'not-set-up':
      return [
        'error',
        markup`<error message="${oneLine(`${outcomeNames[result.outcome]}: ${result.reason}`)}" type="not-set-up">${details(result)}</error>`,
      ];
  }
}

function endedEarly(kind: Verdict['kind'], reason: string, durationMs: number): TestCase {
  const xml = markup`    <testcase classname="seamless" name="verdict" time="${seconds(durationMs)}">
      <error message="${`${kind.replace('-', ' ')}: ${reason}`}" type="could-not-run">${reason}</error>
    </testcase>
`;
  return { shown: 'error', durationMs, xml };
}

function details(result: Failed | NotSetUp): string {
  const { exchanges } = result;
  const facts = factsOf(
    result,
    exchanges.flatMap((exchange: Exchange, index) => exchangeFacts(exchange, index + 1, exchanges.length)),
  );
  return factLines([['level', result.level], ...facts], '').join('\n');
}

/** GitLab drops what has the name of a case before it. */
function named(results: readonly CaseResult[]): (readonly [name: string, CaseResult])[] {
  const taken = new Set<string>();
  return results.map((result) => {
    const id = oneLine(result.id);
    let name = id;
    for (let copy = 2; taken.has(name); copy += 1) name = `${id} (${copy})`;
    taken.add(name);
    return [name, result];
  });
}

function count(cases: readonly TestCase[], what: Shown): number {
  return cases.filter(({ shown }) => shown === what).length;
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}
