/** How contract v1 names a transaction. */
import { v1, type V1 } from 'seamless-callback-kit/contract';
import type { CallbackHandlers } from 'seamless-callback-kit/server';

export const contract = v1;
export type Handlers = CallbackHandlers<V1>;

export function idOf({ trans_id }: { readonly trans_id: bigint | string }): string {
  return String(trans_id);
}

/** What the answer to a status names. */
export function named<Id extends bigint | string>({ trans_id }: { readonly trans_id: Id }): { trans_id: Id } {
  return { trans_id };
}
