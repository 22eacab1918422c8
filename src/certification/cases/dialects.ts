/** How the cases name transactions under each contract. It stands here once more: what reads a request by an adapter is what is certified. */
import { randomInt, randomUUID } from 'node:crypto';
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
  /** What a provider sends beside account, id, round and amount. */
  readonly game: Readonly<Record<string, unknown>>;
  /** An id that was never used. */
  newId(): Id;
}

const awkwardName = `Gonzo's "Quest" & <more> é`;

let lastId = BigInt(Date.now()) * 1_000n;

const v1: Dialect = {
  idField: 'trans_id',
  targetField: 'trans_id',
  unknown: '42',
  again: '0',
  game: { provider_id: 1, game_code: 'vs20gonzo', game_name: awkwardName, game_type: 'Slots', call_id: 0 },
  // An integer that every JSON reader keeps.
  newId: () => ++lastId,
};

const v4: Dialect = {
  idField: 'trans_guid',
  targetField: 'cancel_trans_guid',
  unknown: '43 (42 where that is asked first)',
  again: '41 where that is asked, else 0,',
  game: {
    gplay_id: '8949111',
    time_stamp: 1771772046312,
    provider_id: 1,
    game_code: 'vs20gonzo',
    game_name: awkwardName,
    game_type: 'slot',
  },
  // As providers make them: player, studio, game, round and time.
  newId: () => `${randomInt(1e9)}-1-vs20gonzo-${randomUUID().slice(0, 13)}-${Date.now()}`,
};

const dialects: Readonly<Record<string, Dialect>> = { v1, v4 };

/** Throws `Error` for a contract that no case can speak. */
export function dialectOf({ name }: Pick<AnyContract, 'name'>): Dialect {
  const dialect = dialects[name];
  if (!dialect) throw new Error(`the cases do not speak contract ${name}`);
  return dialect;
}
