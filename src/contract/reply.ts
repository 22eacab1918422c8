/** What the wallet says, as the contract's answer on the wire. */
import type { DecodedData } from './adapter.ts';
import type { Outcome } from './callback.ts';
import type { AnyContract } from './contract.ts';

/** An answer in the protocol's envelope. */
export interface Reply {
  readonly result: number;
  readonly status: 'OK' | 'ERROR';
  readonly data?: object;
}

/** An outcome that is known; a held win's is not. */
export type KnownOutcome = Outcome & { readonly result: Exclude<Outcome['result'], 'held'> };

export function isKnown(outcome: Outcome): outcome is KnownOutcome {
  return outcome.result !== 'held';
}

/** The reply to this command. An outcome that it can't have is a bug and throws. */
export function toReply(contract: AnyContract, command: string, data: DecodedData, outcome: KnownOutcome): Reply {
  const { result, balanceMinor } = outcome;
  const code = contract.results[result];
  if (code === undefined) throw new Error(`contract ${contract.name} has no result ${result}`);
  if (result === 'accepted')
    return { result: code, status: 'OK', data: acceptedData(contract, command, data, outcome) };
  // Which result carries a balance is decided with the result; the edge checks it against the schema.
  return balanceMinor === undefined
    ? { result: code, status: 'ERROR' }
    : { result: code, status: 'ERROR', data: { balance: balanceMinor } };
}

function acceptedData({ adapter }: AnyContract, command: string, data: DecodedData, outcome: Outcome): object {
  const { balanceMinor: balance, transaction } = outcome;
  if (command === 'status') {
    if (transaction === undefined) throw new Error('an accepted status tells nothing of its transaction');
    return adapter.statusData(data, transaction);
  }
  if (balance === undefined) throw new Error(`an accepted ${command} has no balance`);
  return command === 'authenticate' ? { account: data.account, balance } : { balance };
}

/** The code of a reply, of whichever contract. */
export function resultOf(reply: unknown): number {
  return (reply as Pick<Reply, 'result'>).result;
}
