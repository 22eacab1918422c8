import type { Cancel, Note } from '../../contract/callback.ts';
import type { PlayedCommand } from '../command.ts';
import type { Account } from '../state.ts';
import type { Snapshot } from '../snapshot.ts';
import { amountOf, playedAs, type Transaction } from '../transaction.ts';
import { answer, type Decision, firstFailure, type Motion, move, refuseInactive } from './decision.ts';
import { guardCancelledBet } from './guards.ts';

export function decideCancel(command: Cancel & PlayedCommand, account: Account, snapshot: Snapshot): Decision {
  const { provider, targetId, transactionId, terms } = command;
  const target = snapshot.transaction(provider, targetId);
  const own = transactionId === undefined ? undefined : snapshot.transaction(provider, transactionId);
  const found = canUndo(command, target) ? target : undefined;
  const failure = firstFailure(command.checks, account, {
    alreadyProcessed: own !== undefined,
    unknownTransaction: !found,
    unknownTarget: !found,
  });
  if (failure === 'inactiveAccount') return refuseInactive(true);
  if (own && (failure === 'alreadyProcessed' || !failure)) return decideRepeat(command, account, own, target, failure);
  if (!found) return refuseUnknown(command, account, target);
  const undone = undo(command, account, found);
  const isBet = found.state === 'standing' && playedAs(found) === 'bet';
  if (!terms || !isBet || undone.entries.length === 0) return undone;
  const { caught, dayWins } = guardCancelledBet(found, account, terms, snapshot);
  const outcome = caught.length === 0 ? undone.outcome : { ...undone.outcome, caught };
  return { outcome, entries: undone.entries, ...(dayWins !== undefined && { dayWins }) };
}

/** Only a bet or win of the same account that has moved is undone; a cancel is a transaction, but no target. */
function canUndo({ account }: Cancel, target: Transaction | undefined): boolean {
  if (!target || target.first.account !== account || playedAs(target) === undefined) return false;
  return target.state === 'standing' || target.state === 'cancelled';
}

function undo(command: Cancel, account: Account, target: Transaction): Decision {
  const { provider, targetId, transactionId, play } = command;
  const told = { provider, roundId: target.first.roundId, play, reason: undefined };
  const motions: Motion[] = [];
  if (target.state === 'standing') {
    const deltaMinor = playedAs(target) === 'bet' ? amountOf(target) : -amountOf(target);
    const step = target.first.kind === 'held' ? 2 : 1;
    motions.push({ ...told, transactionId: targetId, step, kind: 'cancel', targetId: undefined, deltaMinor });
  }
  if (transactionId !== undefined)
    motions.push({ ...told, transactionId, step: 0, kind: 'cancel-request', targetId, deltaMinor: 0n });
  return move(account, motions, noteOf(command, target));
}

/** The amount is not believed, but who sends another should hear of it. */
function noteOf({ amountMinor }: Cancel, target: Transaction): Note | undefined {
  if (amountMinor !== undefined && amountMinor !== amountOf(target)) return 'conflict';
  return target.state === 'cancelled' ? 'repeat' : undefined;
}

/** The cancel's own id is spent: by the same cancel, or by anything else. */
function decideRepeat(
  command: Cancel,
  account: Account,
  own: Transaction,
  target: Transaction | undefined,
  asked: 'alreadyProcessed' | undefined,
): Decision {
  const { kind, account: name, targetId } = own.first;
  const gone = own.state === 'cancelled' || own.state === 'tombstone';
  const same = kind === 'cancel-request' && name === command.account && targetId === command.targetId;
  const other = kind === 'tombstone' ? 'cancelled-before' : 'conflict';
  const note = same && target ? noteOf(command, target) : other;
  if (asked || gone) return answer('alreadyProcessed', account, note);
  return answer(same ? 'accepted' : 'failed', account, note);
}

/** Leaves a tombstone where nothing has the target's id: should the transaction arrive later, it finds its place taken. */
function refuseUnknown(command: Cancel, account: Account, target: Transaction | undefined): Decision {
  const { provider, targetId, play } = command;
  const result = unknownResult(command);
  const endsHold = target?.state === 'held' && target.first.account === command.account;
  if (target && !endsHold) return answer(result, account, wasRefused(command, target) ? 'repeat' : 'conflict');
  const told = { roundId: target?.first.roundId, targetId: undefined, play, reason: undefined };
  const step = endsHold ? 1 : 0;
  const tombstone = { provider, transactionId: targetId, step, kind: 'tombstone', deltaMinor: 0n, ...told } as const;
  const { entries } = move(account, [tombstone]);
  return { ...answer(result, account, 'tombstone'), entries };
}

/** Whether a cancel of the same was answered so before, or would have been. */
function wasRefused({ account }: Cancel, { first, state }: Transaction): boolean {
  return first.kind === 'tombstone' || (first.account === account && (state === 'tombstone' || state === 'rejected'));
}

/** Either check judges the target; a cancel without an id of its own knows only the one. */
function unknownResult({ checks, transactionId }: Cancel): 'unknownTransaction' | 'unknownTarget' {
  const asked = checks.find((check) => check === 'unknownTransaction' || check === 'unknownTarget');
  return transactionId === undefined || asked === 'unknownTransaction' ? 'unknownTransaction' : 'unknownTarget';
}
