import type { CaseResult, Certification } from '../verdict.ts';
import { failureArticles, notSetUpArticles, panelSection } from './htmlCase.ts';
import { styleSheet } from './htmlStyle.ts';
import { Markup, markup } from './markup.ts';
import {
  byGroup,
  type GroupResults,
  groupTitles,
  marks,
  type Outcome,
  outcomeNames,
  outcomes,
  tally,
  verdictOf,
} from './summary.ts';
import { counted, moment, told } from './text.ts';

/** One page with everything, which asks for nothing from anywhere and runs nothing. */
export function htmlReport(certification: Certification): string {
  const groups = byGroup(certification);
  const { title } = verdictOf(certification);
  // The policy stands in for us should something hostile ever get past the escaping.
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}: ${certification.url}</title>
<style>${new Markup(styleSheet)}</style>
</head>
<body>
<header>
<h1>Seamless wallet certification</h1>
${banner(certification)}
${facts(certification)}
</header>
<main>
${groups.length === 0 ? [] : [countsTable(groups)]}
${panelSection(certification)}
${failureArticles(certification)}
${notSetUpArticles(certification)}
${
  groups.length === 0
    ? []
    : [
        markup`<section aria-labelledby="cases">
<h2 id="cases">All cases</h2>
${groups.map(casesTable)}
</section>`,
      ]
}
${moved(certification)}
</main>
</body>
</html>
`.text;
}

const bannerMarks = {
  certified: marks.passed,
  'not-certified': marks.failed,
  inconclusive: marks['not-set-up'],
  interrupted: marks['not-set-up'],
};

function banner(certification: Certification): Markup {
  const { kind, title, detail } = verdictOf(certification);
  return markup`<div class="banner ${kind}">
<span class="seal" aria-hidden="true">${bannerMarks[kind]}</span>
<div><p class="verdict">${title}</p>${detail === '' ? [] : [markup`<p>${detail}</p>`]}</div>
</div>`;
}

function facts({
  url,
  account,
  startedAt,
  durationMs,
  contract,
  contractVersion,
  kitVersion,
  strict,
}: Certification): Markup {
  const rows: readonly (readonly [label: string, value: string])[] = [
    ['Wallet', url],
    ['Account', account],
    ['Started', moment(startedAt)],
    ['Duration', told(durationMs)],
    ['Contract', `${contract} (${contractVersion})`],
    ['Kit', kitVersion],
    ['Strictness', strict ? 'a failed should counts like a must' : 'only a failed must counts'],
  ];
  return markup`<dl class="facts">
${rows.map(
  ([label, value]) => markup`<div><dt>${label}</dt><dd>${value}</dd></div>
`,
)}</dl>`;
}

function countsTable(groups: readonly GroupResults[]): Markup {
  const total = tally(groups.flatMap(({ results }) => results));
  return markup`<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
<table class="counts">
<thead><tr><th scope="col">Group</th>${outcomes.map((outcome) => markup`<th scope="col">${outcomeNames[outcome]}</th>`)}</tr></thead>
<tbody>
${groups.map(({ group, results }) => countsRow(groupTitles[group], tally(results)))}
</tbody>
<tfoot>${countsRow('All', total)}</tfoot>
</table>
</section>`;
}

function countsRow(title: string, counts: Readonly<Record<Outcome, number>>): Markup {
  return markup`<tr><th scope="row">${title}</th>${outcomes.map((outcome) => markup`<td class="${counts[outcome] === 0 ? 'none' : outcome}">${counts[outcome]}</td>`)}</tr>
`;
}

function casesTable({ group, results }: GroupResults): Markup {
  return markup`<table class="cases">
<caption><h3>${groupTitles[group]}</h3> <span>${counted(results.length, 'case')}</span></caption>
<thead><tr><th scope="col"><span class="word">Result</span></th><th scope="col">Case</th><th scope="col">Level</th><th scope="col">Time</th></tr></thead>
<tbody>
${results.map(caseRow)}
</tbody>
</table>
`;
}

function caseRow(result: CaseResult): Markup {
  const { outcome, id, requirement, level, durationMs } = result;
  const reason =
    result.outcome === 'skipped' || result.outcome === 'not-set-up'
      ? [markup`<p class="reason">${outcomeNames[outcome]}: ${result.reason}</p>`]
      : [];
  const note = result.note === undefined ? [] : [markup`<p class="reason">${result.note}</p>`];
  return markup`<tr>
<td class="${outcome}"><span class="mark" aria-hidden="true">${marks[outcome]}</span> <span class="word">${outcomeNames[outcome]}</span></td>
<td><code>${id}</code><p>${requirement}</p>${reason}${note}</td>
<td>${level}</td>
<td class="time">${told(durationMs)}</td>
</tr>
`;
}

function moved({ moved: sentences }: Certification): Markup[] {
  if (sentences.length === 0) return [];
  return [
    markup`<section aria-labelledby="moved">
<h2 id="moved">What was moved</h2>
<ul>
${sentences.map(
  (sentence) => markup`<li>${sentence}</li>
`,
)}</ul>
</section>`,
  ];
}
