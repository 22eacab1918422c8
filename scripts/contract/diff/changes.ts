import { isDeepStrictEqual } from 'node:util';
import type { Contract } from '../generate/contract.ts';
import { type Change, impacts } from './change.ts';
import { exampleChanges } from './examples.ts';
import { policyChanges } from './policy.ts';
import { wireChanges } from './wire.ts';

/** Everything that differs between two bundles, worst first; empty only when they say the same. */
export async function changesBetween(base: Contract, revision: Contract): Promise<Change[]> {
  const policy = policyChanges(base, revision);
  // What our own rules rate, Redocly knows only as an extension or misses the direction of.
  const wire = (await wireChanges(base, revision)).filter((change) => !isWithin(change, policy) && !isDelivery(change));
  const rated = [...policy, ...wire];
  const changes = [...rated, ...exampleChanges(base, revision).filter((change) => !isWithin(change, rated))];
  if (changes.length === 0 && !isDeepStrictEqual(withoutVersion(base), withoutVersion(revision))) {
    changes.push({ impact: 'patch', where: '#', what: 'something that no rule looks at' });
  }
  return changes.sort((a, b) => impacts.indexOf(a.impact) - impacts.indexOf(b.impact));
}

function isWithin({ where }: Change, others: readonly Change[]): boolean {
  return others.some((other) => where === other.where || where.startsWith(`${other.where}/`));
}

/** Our rules rate every term of how a command is delivered. */
function isDelivery({ where }: Change): boolean {
  return /\/x-delivery(\/|$)/.test(where);
}

/** What the contract says but its own number. */
function withoutVersion(contract: Contract): object {
  return { ...contract, info: { ...contract.info, version: undefined } };
}
