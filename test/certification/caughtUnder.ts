import type { AnyContract } from '../../src/contract/contract.ts';
import { wholeMatrix } from '../extent.ts';
import { type Defect, defectsOfCancels, defectsOfV1, defectsOfV4, otherDefects } from './operator/defects.ts';

/**
 * Which defects must be caught under a contract. Under v1 all that it can have. Under v4 all that meet other cases or other code
 * than under v1: those of its ids, and those of cancels. Of the rest one in five, and under v1 the others, so that a run ends; all of them under
 * both where the whole matrix is tried.
 */
export function caughtUnder({ name }: AnyContract): Defect[] {
  const cancels = keysOf(defectsOfCancels);
  const isMet = (n: number): boolean => wholeMatrix || (n % 5 === 0) === (name === 'v4');
  const others = keysOf(otherDefects).filter((_, n) => isMet(n));
  return [...cancels, ...others, ...(name === 'v1' ? keysOf(defectsOfV1) : keysOf(defectsOfV4))];
}

function keysOf<Name extends string>(record: Readonly<Record<Name, string>>): Name[] {
  const names: Name[] = [];
  for (const name in record) names.push(name);
  return names;
}
