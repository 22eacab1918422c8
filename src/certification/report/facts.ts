/** A case that needs looking at, as labelled facts: for the reports that are plain text. */
import { visible } from '../../contract/visible.ts';
import type { Exchange } from '../verdict.ts';
import type { Failed, NotSetUp } from './summary.ts';
import { told } from './text.ts';

/** The text may have several lines. */
export type Fact = readonly [label: string, text: string];

export function factsOf(result: Failed | NotSetUp, exchanges: readonly Fact[]): Fact[] {
  const { requirement, source, hint } = result;
  const required: Fact[] = [
    ['requirement', requirement],
    ['source', source],
  ];
  if (result.outcome === 'not-set-up') return [...required, ['not set up', result.reason], ...exchanges];
  return [...required, ['expected', result.expected], ['found', result.found], ...exchanges, ['hint', hint]];
}

export function exchangeFacts(
  exchange: Exchange,
  place: number,
  total: number,
  body: (text: string) => string = (text) => text,
): Fact[] {
  const {
    title,
    sent: { method, headers, body: sentBody },
  } = exchange;
  const sent = [
    method,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(sentBody === '' ? [] : [body(sentBody)]),
  ];
  const [came, receivedBody] = answerOf(exchange);
  return [
    [total > 1 ? `${title} ${place}/${total}` : title, sent.join('\n')],
    ['received', [came, ...(receivedBody === '' ? [] : [body(receivedBody)])].join('\n')],
  ];
}

/** What came back, in one sentence, and its body. */
export function answerOf({ received, problem, durationMs }: Exchange): readonly [sentence: string, body: string] {
  const why = problem === undefined ? '' : `: ${problem}`;
  if (received === undefined) return [`nothing, after ${told(durationMs)}${why}`, ''];
  return [
    `HTTP ${received.httpStatus}, ${received.contentType === '' ? 'no content type' : received.contentType}, after ${told(durationMs)}${why}`,
    received.body,
  ];
}

/** Each fact with its label before it; the lines that follow stand under the first. */
export function factLines(
  facts: readonly Fact[],
  indent: string,
  lines: (text: string) => string[] = (text) => visible(text).split('\n'),
): string[] {
  const widthColumns = labelColumns(facts);
  return facts.flatMap(([label, text]) =>
    lines(text).map((line, index) => `${indent}${(index === 0 ? label : '').padEnd(widthColumns)}${line}`.trimEnd()),
  );
}

export function labelColumns(facts: readonly Fact[]): number {
  return Math.max(...facts.map(([label]) => label.length)) + 2;
}
