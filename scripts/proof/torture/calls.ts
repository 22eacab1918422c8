/** One server in one contract, called in the wallet's language: what came back, or nothing where nobody can know. */
import type { Order } from '../../../src/contract/adapter.ts';
import type { Outcome } from '../../../src/contract/callback.ts';
import { type AnyContract, resultName, type ResultName } from '../../../src/contract/contract.ts';
import type { Command, Messages } from '../../../src/contract/types.ts';
import { createCallbackClient } from '../../../src/delivery/client.ts';

export interface Reply {
  readonly result: ResultName | undefined;
  readonly balanceMinor: bigint | undefined;
  readonly transaction: Outcome['transaction'];
}

/** Sends an order once. */
export type Call = (command: Command, order: Order) => Promise<Reply | undefined>;

export function callsTo(contract: AnyContract, url: string, token: string, currencyDecimals: number): Call {
  const client = createCallbackClient<Messages>(contract, { url, token, currencyDecimals });
  return async (command, order) => {
    const outcome = await client[command](contract.adapter.toData(order));
    if (outcome.kind !== 'replied') return undefined;
    const { reply } = outcome;
    return {
      result: resultName(contract, reply.result),
      balanceMinor: balanceIn(reply),
      transaction: contract.adapter.transactionIn(reply),
    };
  };
}

function balanceIn(reply: object): bigint | undefined {
  if (!('data' in reply) || typeof reply.data !== 'object' || reply.data === null) return undefined;
  return 'balance' in reply.data && typeof reply.data.balance === 'bigint' ? reply.data.balance : undefined;
}
