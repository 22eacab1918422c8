/** Whether a request that is about to be sent is within the contract. */
import { textViolations } from './codec.ts';
import type { AnyContract } from './contract.ts';
import { parseJson } from './json.ts';
import { toViolation } from './schema.ts';
import type { Command } from './types.ts';
import type { Violation } from './violation.ts';

/** How the data in this encoded request are outside the contract; none when they are within it. */
export function dataViolations(contract: AnyContract, command: Command, body: string): readonly Violation[] {
  const json = parseJson(body);
  const { data } = (json?.value ?? {}) as { readonly data?: Record<string, unknown> };
  if (!json || !data) throw new Error('what was encoded is no request');
  const amended = contract.adapter.amend?.(command, data) ?? [];
  const validate = contract.requestValidators[command];
  const wrong = validate({ command, data, timestamp: '0', check: '' }) ? [] : (validate.errors ?? []).map(toViolation);
  return [...amended, ...wrong, ...textViolations(contract, command, json)];
}
