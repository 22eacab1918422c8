/** Requests validated against the contract, by validators that were compiled when the contract was generated. */
import type { Violation } from '../contract/violation.ts';
import type { AnyContract } from '../contract/contract.ts';
import { toViolation } from '../contract/schema.ts';
import type { Command } from '../contract/types.ts';

export function validateRequest(
  { requestValidators }: AnyContract,
  command: Command,
  body: Readonly<Record<string, unknown>>,
): readonly Violation[] {
  const validate = requestValidators[command];
  return validate(body) ? none : (validate.errors ?? []).map(toViolation);
}

const none: readonly Violation[] = [];
