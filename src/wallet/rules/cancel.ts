import type { Cancel, Note } from '../../contract/callback.ts';
import type { Account, Transaction } from '../state.ts';
import { answer, type Decision, firstFailure, magnitude, type Motion, move, refuseInactive } from './decision.ts';

/** `target` is what has the id of the transaction to undo, and `own` what has the cancel's own id already. */
export function decideCancel(
  command: Cancel,
  account: Account,
  target: Transaction | undefined,
  own: Transaction | undefined,
): Decision {
  const found = canUndo(command, target) ? target : undefined;
  const failure = firstFailure(command.checks, account, {
    alreadyProcessed: own !== undefined,
    unknownTransaction: !found,
    unknownTarget: !found,
  });
  if (failure === 'inactiveAccount') return refuseInactive(true);
  if (own && (failure === 'alreadyProcessed' || !failure)) return decideRepeat(command, account, own, target, failure);
  return found ? undo(command, account, found) : refuseUnknown(command, account, target);
}

/** Only a bet or win of the same account is undone; a cancel is a transaction, but no target. */
function canUndo({ account }: Cancel, target: Transaction | undefined): boolean {
  return target?.first.account === account && (target.first.kind === 'bet' || target.first.kind === 'win');
}

function undo(command: Cancel, account: Account, target: Transaction): Decision {
  const { provider, targetId, transactionId, play } = command;
  const told = { provider, roundId: target.first.roundId, play, reason: undefined };
  const motions: Motion[] = [];
  if (!target.cancelled) {
    const deltaMinor = -target.first.deltaMinor;
    motions.push({ ...told, transactionId: targetId, step: 1, kind: 'cancel', targetId: undefined, deltaMinor });
  }
  if (transactionId !== undefined)
    motions.push({ ...told, transactionId, step: 0, kind: 'cancel-request', targetId, deltaMinor: 0n });
  return move(account, motions, noteOf(command, target));
}

/** The amount is not believed, but who sends another should hear of it. */
function noteOf({ amountMinor }: Cancel, { first, cancelled }: Transaction): Note | undefined {
  if (amountMinor !== undefined && amountMinor !== magnitude(first.deltaMinor)) return 'conflict';
  return cancelled ? 'repeat' : undefined;
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
  const gone = own.cancelled || kind === 'tombstone';
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
  if (target) return answer(result, account, target.first.kind === 'tombstone' ? 'repeat' : 'conflict');
  const told = { roundId: undefined, targetId: undefined, play, reason: undefined };
  const tombstone = { provider, transactionId: targetId, step: 0, kind: 'tombstone', deltaMinor: 0n, ...told } as const;
  const { entries } = move(account, [tombstone]);
  return { ...answer(result, account, 'tombstone'), entries };
}

/** Either check judges the target; a cancel without an id of its own knows only the one. */
function unknownResult({ checks, transactionId }: Cancel): 'unknownTransaction' | 'unknownTarget' {
  const asked = checks.find((check) => check === 'unknownTransaction' || check === 'unknownTarget');
  return transactionId === undefined || asked === 'unknownTransaction' ? 'unknownTransaction' : 'unknownTarget';
}
