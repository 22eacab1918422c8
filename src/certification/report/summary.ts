/** What all reports say alike: the names, the counts and the verdict. */
import { oneLine } from '../../contract/visible.ts';
import { type CaseResult, type Certification, exitCodeOf, type Group, groups } from '../verdict.ts';
import { counted } from './text.ts';

export type Outcome = CaseResult['outcome'];
export type Failed = CaseResult & { readonly outcome: 'failed' };
export type NotSetUp = CaseResult & { readonly outcome: 'not-set-up' };

export const outcomes: readonly Outcome[] = ['passed', 'failed', 'skipped', 'not-set-up'];

export const marks: Readonly<Record<Outcome, string>> = { passed: '✓', failed: '✗', skipped: '–', 'not-set-up': '!' };

export const outcomeNames: Readonly<Record<Outcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  'not-set-up': 'not set up',
};

export const groupTitles: Readonly<Record<Group, string>> = {
  panel: "The provider's own panel",
  money: 'Money under every disturbance',
  protocol: 'The letter of the protocol',
  door: 'What strangers may send',
};

export interface GroupResults {
  readonly group: Group;
  readonly results: readonly CaseResult[];
}

/** In the order of the groups; those without a case are left out. */
export function byGroup({ results }: Certification): GroupResults[] {
  return groups
    .map((group) => ({ group, results: results.filter((result) => result.group === group) }))
    .filter(({ results: ofGroup }) => ofGroup.length > 0);
}

export function tally(results: readonly CaseResult[]): Readonly<Record<Outcome, number>> {
  const of = (outcome: Outcome): number => results.filter((result) => result.outcome === outcome).length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped'), 'not-set-up': of('not-set-up') };
}

/** Those that decide come first. */
export function failuresOf({ results }: Certification): Failed[] {
  const failures = results.filter((result) => result.outcome === 'failed');
  return [...failures.filter(({ level }) => level === 'must'), ...failures.filter(({ level }) => level === 'should')];
}

export function notSetUpOf({ results }: Certification): NotSetUp[] {
  return results.filter((result) => result.outcome === 'not-set-up');
}

export const notesTitle = 'What should be known besides';

/** That, each with its case. */
export function notesOf({ results }: Certification): (readonly [id: string, note: string])[] {
  return results.flatMap(({ id, note }) => (note === undefined ? [] : [[id, note] as const]));
}

export interface Verdict {
  readonly kind: 'certified' | 'not-certified' | 'inconclusive' | 'interrupted';
  readonly title: string;
  /** The reason, or what else should be known; may be empty. */
  readonly detail: string;
}

/** The exit code, in words. */
export function verdictOf(certification: Certification): Verdict {
  switch (exitCodeOf(certification)) {
    case 0:
      return { kind: 'certified', title: 'Certified', detail: besides(certification) };
    case 1:
      return { kind: 'not-certified', title: 'Not certified', detail: whatFailed(certification) };
    case 130:
      return { kind: 'interrupted', title: 'Interrupted', detail: whyInconclusive(certification) };
    case 2:
      return { kind: 'inconclusive', title: 'Inconclusive', detail: whyInconclusive(certification) };
  }
}

function besides({ results }: Certification): string {
  const { passed, failed, skipped } = tally(results);
  return [
    `${passed} passed`,
    ...(failed > 0 ? [`${counted(failed, 'should')} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
}

function whatFailed(certification: Certification): string {
  if (certification.couldNotPass !== undefined) return oneLine(certification.couldNotPass);
  const failures = failuresOf(certification);
  const musts = failures.filter(({ level }) => level === 'must').length;
  const shoulds = failures.length - musts;
  const notSetUp = notSetUpOf(certification).length;
  const counts = [...(musts > 0 ? [counted(musts, 'must')] : []), ...(shoulds > 0 ? [counted(shoulds, 'should')] : [])];
  // Without the strictness a reader would wonder how a should can decide.
  const why = musts === 0 ? ' in a strict run' : '';
  return `${counts.join(' and ')} failed${why}${notSetUp > 0 ? `, ${notSetUp} not set up` : ''}`;
}

function whyInconclusive(certification: Certification): string {
  if (certification.couldNotRun !== undefined) return oneLine(certification.couldNotRun);
  const notSetUp = notSetUpOf(certification);
  if (notSetUp.length === 0) return certification.results.length === 0 ? 'no case ran' : 'every case was skipped';
  const reasons = [...new Set(notSetUp.map(({ reason }) => oneLine(reason)))];
  return `${counted(notSetUp.length, 'case')} could not be set up: ${reasons.slice(0, 2).join('; ')}${reasons.length > 2 ? '; …' : ''}`;
}
