/** The players that the examples name, and how an operator makes them so that the collections can be run. */
import type { Samples } from './samples.ts';

export interface Player {
  readonly account: string;
  /** `unknown`: there must be no such player. */
  readonly state: 'active' | 'inactive' | 'unknown';
  /** In the currency. */
  readonly balance: number;
  /** Whether an example shows a failure of the operator's own, which no player provokes. */
  readonly failing: boolean;
  readonly examples: readonly string[];
}

export function playersIn({ commands, results }: Samples): Player[] {
  // No player is looked for, or none is found.
  const neverReached = [results['unknownAccount'], results['wrongToken']];
  const samples = commands.flatMap((command) => command.samples).filter(({ httpStatus }) => httpStatus === 200);
  // Ten times what the largest example moves is enough for any run; a tenth of it is too little.
  const largest = Math.max(...samples.map(({ amount }) => amount));
  return Object.entries(Object.groupBy(samples, ({ account }) => account ?? '')).map(([account, own = []]) => {
    const answers = own.map(({ result }) => result);
    return {
      account,
      state: answers.some((result) => neverReached.includes(result))
        ? 'unknown'
        : answers.some((result) => result === results['inactiveAccount'])
          ? 'inactive'
          : 'active',
      balance: answers.some((result) => result === results['insufficientBalance']) ? largest / 10 : largest * 10,
      failing: answers.some((result) => result === results['failed']),
      examples: own.map(({ name }) => name),
    };
  });
}
