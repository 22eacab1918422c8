/** The cases of the HTML report that need looking at, with all that they know. */
import type { Certification, Exchange } from '../verdict.ts';
import { answerOf } from './facts.ts';
import { type Markup, markup } from './markup.ts';
import { panelFacts, panelTitle, type Shown, sentenceOf, shownOf } from './panel.ts';
import { type Failed, failuresOf, marks, type NotSetUp, notSetUpOf } from './summary.ts';
import { counted, told } from './text.ts';

export function failureArticles(certification: Certification): Markup[] {
  return section('failures', 'What failed', failuresOf(certification));
}

export function notSetUpArticles(certification: Certification): Markup[] {
  return section('not-set-up', 'What could not be set up', notSetUpOf(certification));
}

export function panelSection(certification: Certification): Markup[] {
  const all = shownOf(certification);
  if (all.length === 0) return [];
  return [
    markup`<section aria-labelledby="panel">
<h2 id="panel">${panelTitle}</h2>
${all.map(panelArticle)}</section>`,
  ];
}

function panelArticle(shown: Shown): Markup {
  return markup`<article class="${shown.outcome}">
<h3><span class="mark" aria-hidden="true">${marks[shown.outcome]}</span> ${sentenceOf(shown)}</h3>
${panelFacts(shown).map(([label, text]) => markup`<p class="label">${label}</p>${pre(text)}`)}
</article>
`;
}

function section(id: string, title: string, results: readonly (Failed | NotSetUp)[]): Markup[] {
  if (results.length === 0) return [];
  return [
    markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${results.map(article)}</section>`,
  ];
}

function article(result: Failed | NotSetUp): Markup {
  const { id, level, requirement, source, exchanges, outcome } = result;
  return markup`<article class="${outcome} ${level}">
<h3><span class="mark" aria-hidden="true">${marks[outcome]}</span> <code>${id}</code> <span class="level">${level}</span></h3>
<p class="requirement">${requirement}</p>
<p class="source">${source}</p>
<dl class="finding">
${finding(result)}</dl>
${
  exchanges.length === 0
    ? []
    : [
        markup`<h4>${counted(exchanges.length, 'exchange')}</h4>
${exchanges.map(exchangeDetails)}`,
      ]
}
</article>
`;
}

function finding(result: Failed | NotSetUp): Markup[] {
  const rows: readonly (readonly [label: string, text: string])[] =
    result.outcome === 'not-set-up'
      ? [['Reason', result.reason]]
      : [
          ['Expected', result.expected],
          ['Found', result.found],
          ['Hint', result.hint],
        ];
  return rows.map(
    ([label, text]) => markup`<div class="${label.toLowerCase()}"><dt>${label}</dt><dd>${text}</dd></div>
`,
  );
}

/** The last one shows the defect, and is open. */
function exchangeDetails(exchange: Exchange, index: number, { length: total }: readonly Exchange[]): Markup {
  const {
    title: asked,
    sent: { method, headers, body },
    received,
    durationMs,
  } = exchange;
  const [answer, receivedBody] = answerOf(exchange);
  const came = received === undefined ? 'nothing came back' : `HTTP ${received.httpStatus}`;
  const title = markup`<summary><b>${index + 1} of ${total}</b> ${asked} → ${came} <span class="time">${told(durationMs)}</span></summary>`;
  const content = markup`${title}
<p class="label">Sent</p>
${pre([method, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n'))}
${pre(body)}
<p class="label">Received: ${answer}</p>
${pre(receivedBody)}`;
  return index === total - 1
    ? markup`<details open>${content}</details>
`
    : markup`<details>${content}</details>
`;
}

function pre(text: string): Markup[] {
  return text === '' ? [] : [markup`<pre><code>${text}</code></pre>`];
}
