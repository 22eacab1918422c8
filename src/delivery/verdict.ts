/** What one attempt's outcome means for its delivery: the one table. */
import type { Outcome } from '../contract/callback.ts';
import { type AnyContract, resultName } from '../contract/contract.ts';
import type { AmountMinor, Command, Messages, ReceivedReply } from '../contract/types.ts';
import type { CallOutcome } from './calls.ts';

export type Verdict =
  /** The operator has carried it out, now or when an earlier attempt arrived. */
  | {
      readonly kind: 'accepted';
      readonly balanceMinor: AmountMinor | undefined;
      /** What an accepted `status` tells. */
      readonly transaction: Outcome['transaction'];
    }
  /** The operator says that it did nothing. */
  | { readonly kind: 'refused'; readonly result: number; readonly balanceMinor: AmountMinor | undefined }
  /** Nobody knows; it is to be tried again, or undone. */
  | { readonly kind: 'failed' };

/**
 * | the answer | means |
 * |---|---|
 * | result 0 | accepted |
 * | 41 to a win or cancel that was sent before | accepted: an earlier attempt arrived |
 * | 41 to a bet, or to a win or cancel at first | failed: a copy of it arrived, made on the way; the bet's cancel or the next attempt settles it |
 * | 42 or 43 to a cancel | accepted: there is nothing to give back |
 * | 100 to a win or cancel | failed: who does not take the token has not looked at it, and the money is owed |
 * | any other result of the command; HTTP 400, 405, 413 or 415 in the contract's words | refused, and the end |
 * | the same, where the contract goes on until the command is accepted | refused, and tried again |
 * | the same, where it does not, to a win or cancel that was sent before | failed: it tells nothing of an earlier attempt |
 * | any other HTTP status, no JSON, outside the contract, larger than a callback may be, late, disconnected | failed |
 */
export function classify(
  contract: AnyContract,
  command: Command,
  outcome: CallOutcome<Messages>,
  sentBefore: boolean,
): Verdict {
  const isRepeat = sentBefore && (command === 'win' || command === 'cancel');
  const refused = (result: number, balanceMinor?: AmountMinor): Verdict =>
    isRepeat && !untilAccepted(contract, command) ? { kind: 'failed' } : { kind: 'refused', result, balanceMinor };
  if (outcome.kind === 'violation') return refused(contract.results.failed);
  if (outcome.kind !== 'replied') return { kind: 'failed' };
  const { reply } = outcome;
  const balanceMinor = balanceOf(reply);
  const accepted = { kind: 'accepted', balanceMinor, transaction: contract.adapter.transactionIn(reply) } as const;
  switch (resultName(contract, reply.result)) {
    case 'accepted':
      return accepted;
    case 'alreadyProcessed':
      return isRepeat ? accepted : { kind: 'failed' };
    case 'unknownTransaction':
    case 'unknownTarget':
      return command === 'cancel' ? accepted : refused(reply.result, balanceMinor);
    case 'wrongToken':
      return command === 'win' || command === 'cancel' ? { kind: 'failed' } : refused(reply.result);
    default:
      return refused(reply.result, balanceMinor);
  }
}

/** Whether a refusal does not end the attempts. */
export function untilAccepted({ delivery }: AnyContract, command: Command): boolean {
  return delivery[command].until === 'accepted';
}

function balanceOf(reply: ReceivedReply<Messages>): AmountMinor | undefined {
  if (!('data' in reply) || typeof reply.data !== 'object' || reply.data === null) return undefined;
  return 'balance' in reply.data && typeof reply.data.balance === 'bigint' ? reply.data.balance : undefined;
}
