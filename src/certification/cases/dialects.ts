/** How the cases name transactions under each contract. It stands here once more: what reads a request by an adapter is what is certified. */
import type { AnyContract } from '../../contract/contract.ts';

/** An id as it is sent: a bigint is an integer, digit for digit. */
export type Id = bigint | string;

export interface Dialect {
  /** The field that names the transaction of a bet, a win or a status, and a cancel that has an id of its own. */
  readonly idField: string;
  /** The field by which a cancel names the transaction to undo. */
  readonly targetField: string;
  /** What a cancel of the unknown answers, in words. */
  readonly unknown: string;
  /** What the same cancel answers when it comes again, in words. */
  readonly again: string;
  /** An id that was never used, in the form that the example of a bet shows. */
  newId(example: Readonly<Record<string, unknown>>, round: string): Id;
}

let lastId = BigInt(Date.now()) * 1_000n;

const v1: Dialect = {
  idField: 'trans_id',
  targetField: 'trans_id',
  unknown: '42',
  again: '0',
  // An integer that every JSON reader keeps.
  newId: () => ++lastId,
};

const v4: Dialect = {
  idField: 'trans_guid',
  targetField: 'cancel_trans_guid',
  unknown: '43 (42 where that is asked first)',
  again: '41 where that is asked, else 0,',
  // As providers make them: player, studio, game, round and time.
  newId: (example, round) => {
    const [player = ''] = String(example['trans_guid']).split('-');
    return [player, example['provider_id'], example['game_code'], round, Date.now()].join('-');
  },
};

const dialects: Readonly<Record<string, Dialect>> = { v1, v4 };

/** Throws `Error` for a contract that no case can speak. */
export function dialectOf({ name }: Pick<AnyContract, 'name'>): Dialect {
  const dialect = dialects[name];
  if (!dialect) throw new Error(`the cases do not speak contract ${name}`);
  return dialect;
}
