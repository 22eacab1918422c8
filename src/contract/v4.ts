import document from '../../generated/v4/callbacks.json' with { type: 'json' };
import * as statements from '../../generated/v4/protocol.ts';
import { componentValidators, requestValidators } from '../../generated/v4/validators.ts';
import { v4Adapter } from './adapters/v4.ts';
import type { Contract } from './contract.ts';
import type { V4 } from './types.ts';

/** Contract v4: transactions are texts; a cancel has an id of its own. */
export const v4: typeof statements & Contract<V4> = {
  ...statements,
  document,
  requestValidators,
  componentValidators,
  adapter: v4Adapter,
};
