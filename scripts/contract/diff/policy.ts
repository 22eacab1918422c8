import { isDeepStrictEqual } from 'node:util';
import type { DeliveryPolicy } from '../../../src/contract/contract.ts';
import type { Contract, Schema } from '../generate/contract.ts';
import type { Change, Impact } from './change.ts';

type Verdict = readonly [Impact, why: string];

/**
 * What Redocly can't rate: how callbacks are delivered, what a body may weigh, what results are called, and
 * whether a callback carries its token. The question is always whether an operator who stays as it is still
 * gets on with a provider who follows the new contract.
 */
export function policyChanges(base: Contract, revision: Contract): Change[] {
  return [
    ...commandsInBoth(base, revision).flatMap(([where, before, after]) => deliveryChanges(where, before, after)),
    ...bodyLimitChanges(base, revision),
    ...Object.entries(base.components.schemas).flatMap(([name, before]) =>
      resultChanges(`#/components/schemas/${name}/x-result`, before, revision.components.schemas[name]),
    ),
    ...changed('#/security', base.security, revision.security, () => [
      'major',
      'an operator refuses a callback without the token that it knows',
    ]),
  ];
}

function commandsInBoth(base: Contract, revision: Contract): [where: string, DeliveryPolicy, DeliveryPolicy][] {
  return Object.entries(base.webhooks).flatMap(([name, { post: before }]) => {
    const after = revision.webhooks[name]?.post;
    return after ? [[`#/webhooks/${name}/post/x-delivery`, before['x-delivery'], after['x-delivery']]] : [];
  });
}

function deliveryChanges(where: string, before: DeliveryPolicy, after: DeliveryPolicy): Change[] {
  return [
    ...changed(`${where}/deadlineMs`, before.deadlineMs, after.deadlineMs, (was, is) =>
      is < was ? ['major', 'an answer that was in time comes too late'] : ['minor', 'answers have more time'],
    ),
    ...changed(`${where}/attempts`, before.attempts, after.attempts, (was, is) =>
      is < was ? ['major', 'an outage that was bridged no longer is'] : ['minor', 'repeats move nothing'],
    ),
    ...changed(`${where}/delayMs`, before.delayMs, after.delayMs, (was, is) =>
      (is?.min ?? 0) < (was?.min ?? 0) || (is?.max ?? 0) < (was?.max ?? 0)
        ? ['major', 'repeats come sooner, and bridge a shorter outage']
        : ['minor', 'repeats come later'],
    ),
    ...changed(`${where}/checks`, before.checks, after.checks, (was, is) =>
      numbers(is).some((check) => !numbers(was).includes(check))
        ? ['major', 'an operator who does not make the new check carries out what should be refused']
        : ['minor', 'fewer checks, or another order, which `check` tells in each callback'],
    ),
    ...changed(`${where}/until`, before.until, after.until, (_was, is) => [
      'major',
      is === undefined
        ? 'what was refused is not sent again, though it may be owed'
        : 'what was refused for good comes again, and may be carried out then',
    ]),
    ...changed(`${where}/whenUnresolved`, before.whenUnresolved, after.whenUnresolved, () => [
      'major',
      'what an unanswered callback leads to is settled differently',
    ]),
    ...changed(where, unrated(before), unrated(after), () => [
      'major',
      'no rule rates this term; scripts/contract/diff/policy.ts needs one',
    ]),
  ];
}

const ratedTerms = ['deadlineMs', 'attempts', 'delayMs', 'checks', 'until', 'whenUnresolved'];

function unrated(delivery: DeliveryPolicy): object {
  return Object.fromEntries(Object.entries(delivery).filter(([term]) => !ratedTerms.includes(term)));
}

function bodyLimitChanges(base: Contract, revision: Contract): Change[] {
  return Object.entries(base.paths).flatMap(([path, before]) =>
    changed(
      `#/paths/${path.replaceAll('/', '~1')}/post/requestBody/x-max-bytes`,
      before.post.requestBody['x-max-bytes'],
      revision.paths[path]?.post.requestBody['x-max-bytes'] ?? before.post.requestBody['x-max-bytes'],
      (was, is) =>
        is > was
          ? ['major', 'an operator refuses bodies over the old limit']
          : ['minor', 'an operator may refuse smaller bodies than before'],
    ),
  );
}

function resultChanges(where: string, before: Schema, after: Schema | undefined): Change[] {
  if (!after) return [];
  return changed(where, before['x-result'], after['x-result'], (was, is) =>
    was && was.name !== is?.name
      ? ['major', 'code made from the contract calls the result by its name']
      : ['patch', 'the wire is the same'],
  );
}

/** The change from `was` to `is`, if it is one, as `rate` sees it. */
function changed<Value>(where: string, was: Value, is: Value, rate: (was: Value, is: Value) => Verdict): Change[] {
  if (isDeepStrictEqual(was, is)) return [];
  const [impact, why] = rate(was, is);
  return [{ impact, where, what: `${inJson(was)} → ${inJson(is)}: ${why}` }];
}

function inJson(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

function numbers(checks: string): string[] {
  return checks.split(',').map((check) => check.trim());
}
