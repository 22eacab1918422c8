import type { Dialect } from './cases/dialects.ts';
import type { Need } from './failure.ts';
import type { Trial } from './trial.ts';
import type { CaseFacts, Group, Level } from './verdict.ts';

/** One requirement, and the steps that show whether an operator meets it. */
export interface Case extends CaseFacts {
  /** What it needs beside the main account. It is skipped when something of it was not given. */
  readonly needs: readonly Need[];
  /** It moves nothing at an operator that is right: others like it run at the same time. */
  readonly quiet?: boolean;
  /** It may leave an account without a balance at an operator that is wrong: it begins when those that are not late have ended. */
  readonly late?: boolean;
  /**
   * It looks at all that the others have sent and received, loads the operator, or goes on where another has ended: it
   * runs when those before it have ended, alone.
   */
  readonly last?: boolean;
  /**
   * Resolves when the requirement holds. Rejects with `CaseFailed` when it does not, and with `NotSetUp` when the case
   * can't begin.
   */
  readonly steps: (trial: Trial) => Promise<void>;
}

/** A sentence, in the words of the contract where it needs them. */
export type Prose = string | ((words: Dialect) => string);

/** A case as it is written, once for all contracts. */
export interface Requirement extends Omit<Case, 'requirement' | 'source' | 'hint'> {
  /** The name of the only contract in which it makes sense. */
  readonly only?: string;
  readonly requirement: Prose;
  readonly source: Prose;
  readonly hint: Prose;
}

/** The same, without what it has in common with others. */
export type Told = Omit<Requirement, 'group' | 'level' | 'needs'> & { readonly needs?: readonly Need[] };

/** Requirements of one group that all count alike. */
export function cases(group: Group, level: Level, told: readonly Told[]): Requirement[] {
  return told.map((one) => ({ needs: [], ...one, group, level }));
}

/** The requirement as a case of one contract. */
export function caseOf({ only: _only, ...rest }: Requirement, words: Dialect): Case {
  const { requirement, source, hint } = rest;
  return { ...rest, requirement: said(requirement, words), source: said(source, words), hint: said(hint, words) };
}

/** The sentence in the words of one contract. */
export function said(prose: Prose, words: Dialect): string {
  return typeof prose === 'string' ? prose : prose(words);
}
