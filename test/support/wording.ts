/** How the tests of all contracts say the same in each: what a message of a contract looks like, stated for the tests alone. */
import type { AnyContract } from '../../src/contract/contract.ts';
import { v1, v4 } from '../../src/contract/contracts.ts';

export type Id = number | string;

export interface Wording {
  readonly name: string;
  readonly contract: AnyContract;
  /** The field that names a transaction. */
  readonly idField: string;
  readonly newId: () => Id;
  readonly movement: (account: string, id: Id, amount: number, round?: string) => Record<string, unknown>;
  /** Undoes `target`; a cancel with an id of its own gets a new one. */
  readonly cancel: (account: string, target: Id) => Record<string, unknown>;
  readonly status: (account: string, id: Id) => Record<string, unknown>;
  /** The data of an accepted status. */
  readonly statusReply: (account: string, id: Id, status: 'OK' | 'CANCELED') => object;
  /** The check that a cancel asks its target for, which is also the answer to an unknown one. */
  readonly targetCheck: number;
}

let last = 1_000;

const inV1: Wording = {
  name: 'v1',
  contract: v1,
  idField: 'trans_id',
  newId: () => ++last,
  movement: (account, id, amount, round = 'r1') => ({ account, trans_id: id, round_id: round, amount }),
  cancel: (account, target) => ({ account, trans_id: target }),
  status: (account, id) => ({ account, trans_id: id }),
  statusReply: (_account, id, status) => ({ trans_id: id, trans_status: status }),
  targetCheck: 42,
};

const inV4: Wording = {
  name: 'v4',
  contract: v4,
  idField: 'trans_guid',
  newId: () => `403001468-1-vs10emotiwins-${++last}`,
  movement: (account, id, amount, round = 'r1') => ({ account, trans_guid: String(id), round_id: round, amount }),
  cancel: (account, target) => ({ account, trans_guid: `cancel-${++last}`, cancel_trans_guid: String(target) }),
  status: (account, id) => ({ account, trans_guid: String(id) }),
  statusReply: (account, id, status) => ({ account, trans_guid: String(id), trans_status: status }),
  targetCheck: 43,
};

export const wordings: readonly Wording[] = [inV1, inV4];
