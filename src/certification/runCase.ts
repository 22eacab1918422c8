import { NotSetUp, type Need, CaseFailed, Stopped, TooSlow } from './failure.ts';
import type { Case } from './case.ts';
import { hintFor } from './causes.ts';
import type { Seen, Within } from './line.ts';
import type { Target } from './requests.ts';
import { Trial } from './trial.ts';
import type { CaseFacts, CaseResult } from './verdict.ts';

/** The case as skipped, when something that it needs was not given. */
export function missingOf(one: Case, target: Target): CaseResult | undefined {
  const missing = one.needs.filter((need) => !isGiven(need, target));
  if (missing.length === 0) return undefined;
  const options = missing.map(optionOf).join(' and ');
  return { ...factsOf(one), durationMs: 0, outcome: 'skipped', reason: `it needs ${options}` };
}

/** A result, and whether what others did at the same time may have made it. */
export interface Ran {
  readonly result: CaseResult;
  readonly mayBeOfOthers: boolean;
  /** The account that had too little for it. */
  readonly poor?: string | undefined;
}

/** What came of a case; nothing when the run was ended before the case was. */
export async function runCase(one: Case, within: Within): Promise<Ran | undefined> {
  const begun = performance.now();
  // What looks at all replies looks at those of others.
  const seen: Seen[] = one.last === true ? within.seen : [];
  const trial = new Trial({ ...within, seen });
  const told = () => ({
    ...factsOf(one),
    durationMs: performance.now() - begun,
    ...(trial.scenario && { scenario: trial.scenario }),
    ...(trial.told !== undefined && { note: trial.told }),
  });
  try {
    await one.steps(trial);
    if (one.last !== true) within.seen.push(...seen);
    return { result: { ...told(), outcome: 'passed' }, mayBeOfOthers: false };
  } catch (error) {
    const { exchanges } = trial;
    // What only should be answered, and is not, says nothing of what must be.
    if (one.last !== true && one.level === 'must') within.seen.push(...seen);
    if (error instanceof CaseFailed) {
      const { expected, found, byBalance } = error;
      const hint = error.hint ?? hintFor(exchanges.at(-1)) ?? one.hint;
      const result: CaseResult = { ...told(), hint, outcome: 'failed', expected, found, exchanges };
      return { result, mayBeOfOthers: byBalance };
    }
    const reason = error instanceof Error ? error.message : '';
    if (error instanceof NotSetUp)
      return {
        result: { ...told(), outcome: 'not-set-up', reason, exchanges },
        mayBeOfOthers: true,
        poor: error.poor,
      };
    if (error instanceof TooSlow) return { result: { ...told(), outcome: 'skipped', reason }, mayBeOfOthers: false };
    if (error instanceof Stopped) return undefined;
    throw error;
  }
}

function factsOf({ id, group, level, requirement, source, hint }: Case): CaseFacts {
  return { id, group, level, requirement, source, hint };
}

function isGiven(need: Need, { others, signingSecret, restart }: Target): boolean {
  if (need === 'restart') return restart !== undefined;
  return (need === 'signature' ? signingSecret : others[need]) !== undefined;
}

function optionOf(need: Need): string {
  if (need === 'restart') return '--restart-command';
  return need === 'signature' ? '--signature-file' : `--${need}-account`;
}
