/** What one attempt's outcome means for its delivery: the one table. */
import { results } from '../../generated/v1/protocol.ts';
import type { AmountMinor, Command, ReceivedReply } from '../contract/types.ts';
import type { CallOutcome } from './calls.ts';

export type Verdict<C extends Command> =
  /** The operator has carried it out, now or when an earlier attempt arrived. */
  | { readonly kind: 'accepted'; readonly reply: ReceivedReply<C>; readonly balanceMinor: AmountMinor | undefined }
  /** The operator says that it did nothing; to ask again would change nothing. */
  | { readonly kind: 'refused'; readonly result: number; readonly balanceMinor: AmountMinor | undefined }
  /** Nobody knows; it is to be tried again, or undone. */
  | { readonly kind: 'failed' };

/**
 * | the answer | means |
 * |---|---|
 * | result 0 | accepted |
 * | 41 to a win that was sent before | accepted: an earlier attempt arrived |
 * | 41 to a bet, or to a win at first | failed: a copy of it arrived, made on the way; the bet's cancel or the next attempt settles it |
 * | 42 to a cancel | accepted: there is nothing to give back |
 * | any other result of the command; HTTP 400, 405, 413 or 415 in the contract's words | refused |
 * | the same, to a win or cancel that was sent before | failed: it tells nothing of an earlier attempt |
 * | any other HTTP status, no JSON, outside the contract, larger than a callback may be, late, disconnected | failed |
 */
export function classify<C extends Command>(command: C, outcome: CallOutcome<C>, sentBefore: boolean): Verdict<C> {
  const mayHaveMoved = sentBefore && (command === 'win' || command === 'cancel');
  const refused = (result: number, balanceMinor?: AmountMinor): Verdict<C> =>
    mayHaveMoved ? { kind: 'failed' } : { kind: 'refused', result, balanceMinor };
  if (outcome.kind === 'violation') return refused(results.failed);
  if (outcome.kind !== 'replied') return { kind: 'failed' };
  const { reply } = outcome;
  const balanceMinor = balanceOf(reply);
  if (reply.result === results.alreadyProcessed) {
    return command === 'win' && mayHaveMoved ? { kind: 'accepted', reply, balanceMinor } : { kind: 'failed' };
  }
  const nothingToUndo = command === 'cancel' && reply.result === results.unknownTransaction;
  if (reply.result === results.accepted || nothingToUndo) return { kind: 'accepted', reply, balanceMinor };
  return refused(reply.result, balanceMinor);
}

function balanceOf(reply: ReceivedReply): AmountMinor | undefined {
  return 'data' in reply && 'balance' in reply.data ? reply.data.balance : undefined;
}
