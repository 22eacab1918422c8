/** How contract v4 names a transaction. */
import { v4, type V4 } from 'seamless-callback-kit/contract';
import type { CallbackHandlers } from 'seamless-callback-kit/server';

export const contract = v4;
export type Handlers = CallbackHandlers<V4>;

interface Named {
  readonly account: string;
  readonly trans_guid: string;
}

export function idOf({ trans_guid }: Named): string {
  return trans_guid;
}

/** What the answer to a status names. */
export function named({ account, trans_guid }: Named): Named {
  return { account, trans_guid };
}
