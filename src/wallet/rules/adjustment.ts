import type { Adjustment } from '../command.ts';
import { type Account, operatorProvider } from '../state.ts';
import { amountOf, type Transaction } from '../transaction.ts';
import { answer, type Decision, move } from './decision.ts';

/** `known` is what has the adjustment's id already. */
export function decideAdjustment(command: Adjustment, account: Account, known: Transaction | undefined): Decision {
  const { kind, transactionId, amountMinor, reason } = command;
  if (known)
    return says(command, known) ? answer('alreadyProcessed', account, 'repeat') : answer('failed', account, 'conflict');
  if (kind === 'debit' && amountMinor > account.balanceMinor) return answer('insufficientBalance', account);
  const deltaMinor = kind === 'debit' ? -amountMinor : amountMinor;
  const told = { roundId: undefined, targetId: undefined, play: undefined, reason };
  return move(account, [{ provider: operatorProvider, transactionId, step: 0, kind, deltaMinor, ...told }]);
}

/** Whether the command says what the entry with its id says; the reason is for people, and may be worded otherwise. */
function says({ kind, account, amountMinor }: Adjustment, known: Transaction): boolean {
  return known.first.kind === kind && known.first.account === account && amountOf(known) === amountMinor;
}
