/** Every rule of the wallet, and nothing else: what a command's outcome is, and what it writes. */
import type { Outcome } from '../contract/callback.ts';
import { countsHours, type WalletCommand } from './command.ts';
import { decideAdjustment } from './rules/adjustment.ts';
import { decideCancel } from './rules/cancel.ts';
import { answer, type Decision } from './rules/decision.ts';
import { decideHoldEnd } from './rules/hold.ts';
import { decideMovement } from './rules/movement.ts';
import { decideEnquiry, decideStatus } from './rules/question.ts';
import { requireAmount } from './sound.ts';
import { type Entry, operatorProvider } from './state.ts';
import { type Snapshot } from './snapshot.ts';
import { countedForHour } from './transaction.ts';

export type { Decision } from './rules/decision.ts';

/**
 * Decides one command over what the snapshot knows of its account and transactions. Throws `RangeError` for a negative
 * amount, which would move money the wrong way.
 */
export function decide(snapshot: Snapshot, command: WalletCommand): Decision {
  const decision = decideByRule(snapshot, command);
  const { outcome, entries } = decision;
  if (entries.length === 0 || !countsHours(command)) return decision;
  const movedMinor = entries.reduce((sum, entry) => sum + countedForHour(entry), 0n);
  return { ...decision, outcome: { ...outcome, movedMinor } };
}

function decideByRule(snapshot: Snapshot, command: WalletCommand): Decision {
  if ('amountMinor' in command) requireAmount(command.amountMinor);
  const account = snapshot.accounts.get(command.account);
  if (!account) return { outcome: { result: 'unknownAccount' }, entries: [] };
  if ('terms' in command && command.terms.currency !== account.currency)
    return { outcome: { result: 'unknownAccount', note: 'other-currency' }, entries: [] };
  switch (command.kind) {
    case 'enquiry':
      return decideEnquiry(command, account);
    case 'bet':
    case 'win':
      // What was carried out before is not denied, or it would be told that nothing had moved.
      if (
        command.kind === 'bet' &&
        command.betsPaused &&
        !snapshot.transaction(command.provider, command.transactionId)
      )
        return answer('failed', account, 'paused');
      return decideMovement(command, account, snapshot);
    case 'cancel':
      return decideCancel(command, account, snapshot);
    case 'status':
      return decideStatus(command, account, snapshot.transaction(command.provider, command.transactionId));
    case 'release':
    case 'rejection':
      return decideHoldEnd(command, account, snapshot.transaction(command.provider, command.transactionId));
    case 'credit':
    case 'debit':
      return decideAdjustment(command, account, snapshot.transaction(operatorProvider, command.transactionId));
  }
}

/**
 * Decides commands one after another, in the order given; each sees what the ones before it wrote. Changes the
 * snapshot. Returns one outcome for each command, in the same order, and the entries to write. Throws `RangeError` for
 * a negative amount.
 */
export function decideInOrder(
  snapshot: Snapshot,
  commands: readonly WalletCommand[],
): { outcomes: Outcome[]; entries: Entry[] } {
  const written: Entry[] = [];
  const outcomes = commands.map((command) => {
    const { outcome, entries, dayWins } = decide(snapshot, command);
    for (const entry of entries) {
      snapshot.apply(entry, dayWins);
      written.push(entry);
    }
    return outcome;
  });
  return { outcomes, entries: written };
}
