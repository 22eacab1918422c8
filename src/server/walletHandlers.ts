import type { CallbackHandlers } from '../../generated/v1/server.ts';
import { enquiry, movement, reference, toReply } from '../contract/dialect.ts';
import type { Callback } from '../contract/callback.ts';
import type { CallbackData, CallbackReply, Command } from '../contract/types.ts';
import type { Ledger } from '../wallet/ledger.ts';
import type { CallbackContext } from '../edge/handler.ts';

/**
 * The six handlers of the contract's commands on a ledger: the reference wallet. Amounts are minor units of the ledger's
 * currency. Each resolves the reply that the contract has for what came of the command, and rejects with
 * `OutcomeUnknown` when nobody can know whether it was committed, which the router and the listener answer with HTTP 500.
 */
export function walletHandlers(ledger: Ledger): CallbackHandlers {
  async function carryOutAs<C extends Command>(
    command: C,
    data: CallbackData<C>,
    callback: Callback,
    context: CallbackContext,
  ): Promise<CallbackReply<C>> {
    const outcome = await ledger.carryOut(callback, context.deadlineAtMs);
    if (outcome.note) context.note(outcome.note);
    return toReply(command, data, outcome);
  }

  return {
    authenticate: (data, checks, context) => carryOutAs('authenticate', data, enquiry(data, checks), context),
    balance: (data, checks, context) => carryOutAs('balance', data, enquiry(data, checks), context),
    bet: (data, checks, context) => carryOutAs('bet', data, movement('bet', data, checks), context),
    win: (data, checks, context) => carryOutAs('win', data, movement('win', data, checks), context),
    cancel: (data, checks, context) => carryOutAs('cancel', data, reference('cancel', data, checks), context),
    status: (data, checks, context) => carryOutAs('status', data, reference('status', data, checks), context),
  };
}
