/** What must hold of every answer to what is outside the contract. */
import { found, type Trial } from '../trial.ts';
import type { Answer } from '../answer.ts';

/** Answered in time, not accepted, no server error, and nothing of the inside told. */
export function harmless(t: Trial, what: string, answer: Answer, leaks: readonly RegExp[] = [...traces, page]): void {
  const { received, problem } = answer.exchange;
  if (!received) t.fail(`${what} answered`, problem ?? 'no answer');
  if (received.httpStatus >= 500) t.fail(`${what} answered without a server error`, found(answer));
  if (t.has(answer, 'accepted')) t.fail(`${what} refused`, found(answer));
  const leaksFrom = leaks.map((pattern) => answer.text.search(pattern)).find((index) => index >= 0);
  if (leaksFrom !== undefined)
    t.fail(
      `${what} answered without telling of the inside`,
      `${found(answer)} (it tells from character ${leaksFrom} on)`,
    );
}

/** Stack traces, warnings and database errors of the usual languages. */
export const traces = [
  /(\n|\\n)(\s|\\t)*at .+:\d+/,
  /Traceback \(most recent call last\)/,
  /\.(php|py|java|kt|cs|go|rb)(<\/b>)?(:(line )?| on line (<b>)?|", line )\d+/i,
  /stack ?trace/i,
  /SQLSTATE|SQL syntax|syntax error at or near|near \\?".*\\?": syntax error|ORA-\d{5}/,
];
/** Where JSON belongs. */
const page = /<!doctype html|<html/i;
