/** How a held win ends by the operator's word: once, and the same word again moves nothing. */
import type { HoldEnd } from '../command.ts';
import type { Account } from '../state.ts';
import { amountOf, type Transaction } from '../transaction.ts';
import { answer, type Decision, move } from './decision.ts';

export function decideHoldEnd(command: HoldEnd, account: Account, known: Transaction | undefined): Decision {
  if (!known || known.first.kind !== 'held' || known.first.account !== account.name)
    return answer('unknownTransaction', account);
  const { kind, provider, transactionId, reason } = command;
  if (known.state !== 'held') {
    const same = kind === 'rejection' ? known.state === 'rejected' : wasReleased(known);
    return same ? answer('alreadyProcessed', account, 'repeat') : answer('failed', account, 'conflict');
  }
  const { roundId, play } = known.first;
  const deltaMinor = kind === 'release' ? amountOf(known) : 0n;
  return move(account, [
    { provider, transactionId, step: 1, kind, roundId, targetId: undefined, deltaMinor, play, reason },
  ]);
}

/** Whatever came of it afterwards. */
function wasReleased({ state }: Transaction): boolean {
  return state === 'standing' || state === 'cancelled';
}
