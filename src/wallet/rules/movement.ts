import type { Movement, Note } from '../../contract/callback.ts';
import type { PlayedCommand } from '../command.ts';
import type { Account } from '../state.ts';
import type { Snapshot } from '../snapshot.ts';
import { amountOf, playedAs, type Transaction } from '../transaction.ts';
import { answer, type Decision, firstFailure, move, refuseInactive } from './decision.ts';
import { guardWin, inWords, isEnforced } from './guards.ts';

type Played = Movement & PlayedCommand;

export function decideMovement(command: Played, account: Account, snapshot: Snapshot): Decision {
  const { kind, provider, transactionId, amountMinor, checks } = command;
  const known = snapshot.transaction(provider, transactionId);
  const short = kind === 'bet' && amountMinor > account.balanceMinor;
  const failure = firstFailure(checks, account, { insufficientBalance: short, alreadyProcessed: known !== undefined });
  if (failure === 'inactiveAccount') return refuseInactive(kind === 'win');
  if (failure === 'insufficientBalance') return answer('insufficientBalance', account);
  if (known) return decideRepeat(command, account, known, failure === 'alreadyProcessed');
  // Also when the provider did not ask for this check: nothing but a cancelled win may make a balance negative.
  if (short) return answer('insufficientBalance', account);
  if (kind === 'win') return decideWin(command, account, snapshot);
  return move(account, [{ ...told(command), kind: 'bet', deltaMinor: -amountMinor }]);
}

/** Paid, or held where a guard stops it. */
function decideWin(command: Played, account: Account, snapshot: Snapshot): Decision {
  const { amountMinor, terms } = command;
  const paid = move(account, [{ ...told(command), kind: 'win', deltaMinor: amountMinor }]);
  // Out of range: it can't be paid, and is not held either, since nobody could release it.
  if (!terms || paid.entries.length === 0) return paid;
  const { caught, dayWins } = guardWin(command, account, terms, snapshot);
  if (caught.some(isEnforced)) return hold(command, account, caught);
  const outcome = caught.length === 0 ? paid.outcome : { ...paid.outcome, caught };
  return { outcome, entries: paid.entries, ...(dayWins !== undefined && { dayWins }) };
}

function hold(command: Played, account: Account, caught: NonNullable<Decision['outcome']['caught']>): Decision {
  const held = { ...told(command), kind: 'held', deltaMinor: 0n, heldMinor: command.amountMinor } as const;
  const { entries } = move(account, [{ ...held, reason: inWords(caught) }]);
  return { outcome: { ...open(account), caught }, entries };
}

function told({ provider, transactionId, roundId, play }: Movement) {
  return { provider, transactionId, step: 0, roundId, targetId: undefined, play, reason: undefined } as const;
}

/** Nobody knows yet how the win ends. */
function open({ balanceMinor }: Account, note?: Note): Decision['outcome'] {
  return { result: 'held', balanceMinor, ...(note && { note }) };
}

function decideRepeat(command: Movement, account: Account, known: Transaction, asked: boolean): Decision {
  const note = noteOf(command, known);
  const same = note !== 'conflict';
  if (same && known.state === 'held') return { outcome: open(account, note), entries: [] };
  if (same && known.state === 'rejected') return answer('failed', account, note);
  if (asked || known.state === 'cancelled' || known.state === 'tombstone')
    return answer('alreadyProcessed', account, note);
  return answer(same ? 'accepted' : 'failed', account, note);
}

function noteOf(command: Movement, known: Transaction): Note {
  const { first, state } = known;
  if (first.kind === 'tombstone') return 'cancelled-before';
  const says =
    playedAs(known) === command.kind &&
    first.account === command.account &&
    first.roundId === command.roundId &&
    amountOf(known) === command.amountMinor;
  if (!says) return 'conflict';
  return state === 'cancelled' || state === 'tombstone' ? 'cancelled-before' : 'repeat';
}
