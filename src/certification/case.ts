import type { OtherAccount } from './failure.ts';
import type { Trial } from './trial.ts';
import type { CaseFacts, Group, Level } from './verdict.ts';

/** One requirement, and the steps that show whether it holds. */
export interface Case extends CaseFacts {
  /** Without these it is skipped. */
  readonly needs: readonly OtherAccount[];
  /** Ends when the requirement holds; throws `CaseFailed` when it does not. */
  readonly steps: (trial: Trial) => Promise<void>;
}

type Told = Omit<Case, 'group' | 'level' | 'needs'> & { readonly needs?: readonly OtherAccount[] };

/** Cases of one group that all count alike. */
export function cases(group: Group, level: Level, told: readonly Told[]): Case[] {
  return told.map((one) => ({ needs: [], ...one, group, level }));
}
