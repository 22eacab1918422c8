import type { Movement, Note } from '../../contract/callback.ts';
import type { Account, Transaction } from '../state.ts';
import { answer, type Decision, firstFailure, magnitude, move, refuseInactive } from './decision.ts';

/** `known` is what has the bet's or win's id already. */
export function decideMovement(command: Movement, account: Account, known: Transaction | undefined): Decision {
  const { kind, provider, transactionId, roundId, amountMinor, checks, play } = command;
  const short = kind === 'bet' && amountMinor > account.balanceMinor;
  const failure = firstFailure(checks, account, { insufficientBalance: short, alreadyProcessed: known !== undefined });
  if (failure === 'inactiveAccount') return refuseInactive(kind === 'win');
  if (failure === 'insufficientBalance') return answer('insufficientBalance', account);
  if (known) return decideRepeat(command, account, known, failure === 'alreadyProcessed');
  // Also when the provider did not ask for this check: nothing but a cancelled win may make a balance negative.
  if (short) return answer('insufficientBalance', account);
  const deltaMinor = kind === 'bet' ? -amountMinor : amountMinor;
  const told = { roundId, targetId: undefined, play, reason: undefined };
  return move(account, [{ provider, transactionId, step: 0, kind, deltaMinor, ...told }]);
}

function decideRepeat(command: Movement, account: Account, known: Transaction, asked: boolean): Decision {
  const note = noteOf(command, known);
  if (asked || known.cancelled || known.first.kind === 'tombstone') return answer('alreadyProcessed', account, note);
  return answer(note === 'conflict' ? 'failed' : 'accepted', account, note);
}

function noteOf(command: Movement, { first, cancelled }: Transaction): Note {
  if (first.kind === 'tombstone') return 'cancelled-before';
  const says =
    first.kind === command.kind &&
    first.account === command.account &&
    first.roundId === command.roundId &&
    magnitude(first.deltaMinor) === command.amountMinor;
  if (!says) return 'conflict';
  return cancelled ? 'cancelled-before' : 'repeat';
}
