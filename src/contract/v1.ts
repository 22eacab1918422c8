import document from '../../generated/v1/callbacks.json' with { type: 'json' };
import * as statements from '../../generated/v1/protocol.ts';
import { componentValidators, requestValidators } from '../../generated/v1/validators.ts';
import { v1Adapter } from './adapters/v1.ts';
import type { Contract } from './contract.ts';
import type { V1 } from './types.ts';

/** Contract v1: transactions are integers, or strings of digits; a cancel has no id of its own. */
export const v1: typeof statements & Contract<V1> = {
  ...statements,
  document,
  requestValidators,
  componentValidators,
  adapter: v1Adapter,
};
