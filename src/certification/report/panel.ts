/** What the provider's own panel will show, scenario by scenario. */
import type { CaseResult, Certification, Scenario } from '../verdict.ts';
import { answerOf, type Fact } from './facts.ts';

export const panelTitle = 'What the panel will show';

export type Shown = CaseResult & { readonly scenario: Scenario };

export function shownOf({ results }: Certification): Shown[] {
  return results.filter((result): result is Shown => result.scenario !== undefined);
}

/** As in `bet, checks 21,22,41,31: result 0, balance 1000.00, then 999.00`. */
export function sentenceOf({ scenario }: Shown): string {
  const { command, check, result, balanceBefore, balanceAfter } = scenario;
  const balances = [balanceBefore, balanceAfter].filter((balance) => balance !== undefined);
  return [
    `${command}, checks ${check}: ${result === undefined ? 'no result' : `result ${result}`}`,
    ...(balances.length > 0 ? [`balance ${balances.join(', then ')}`] : []),
  ].join(', ');
}

/** The request, the reply, and why the scenario fails where it does. */
export function panelFacts(shown: Shown): Fact[] {
  const { exchange } = shown.scenario;
  return [
    ['sent', exchange.sent.body],
    ['received', answerOf(exchange).filter(Boolean).join('\n')],
    ...(shown.outcome === 'failed' ? ([['why', `expected ${shown.expected}, found ${shown.found}`]] as const) : []),
  ];
}
