/** Every rule of the wallet, and nothing else: what a command's outcome is, and what it writes. */
import { results } from '../../generated/v1/protocol.ts';
import type { Callback, Movement, Note, Outcome, Reference } from '../contract/callback.ts';
import { largestMinor } from '../contract/money.ts';
import type { AmountMinor } from '../contract/types.ts';
import { requireAmount } from './sound.ts';
import type { Account, Entry, Snapshot, Transaction } from './state.ts';

/** The operator's own movement of an account's money, outside any game. Its id is one that no provider sends. */
export interface Adjustment {
  readonly kind: 'credit' | 'debit';
  readonly account: string;
  readonly transactionId: string;
  readonly amountMinor: AmountMinor;
}

export type WalletCommand = Callback | Adjustment;

/** Whether the command can change its account; the others only ask. */
export function mayMove({ kind }: WalletCommand): boolean {
  return kind !== 'enquiry' && kind !== 'status';
}

export interface Decision {
  readonly outcome: Outcome;
  /** What to write; absent when nothing moves and nothing is remembered. */
  readonly entry?: Entry;
}

/**
 * Decides one command over what the snapshot knows of its account and transaction. Throws `RangeError` for a negative
 * amount, which would move money the wrong way.
 */
export function decide(snapshot: Snapshot, command: WalletCommand): Decision {
  if ('amountMinor' in command) requireAmount(command.amountMinor);
  const account = snapshot.accounts.get(command.account);
  if (!account) return { outcome: { result: 'unknownAccount' } };
  switch (command.kind) {
    case 'enquiry':
      return firstFailure(command, account, undefined) ?? answer('accepted', account);
    case 'bet':
    case 'win':
      return decideMovement(command, account, snapshot.transactions.get(command.transactionId));
    case 'cancel':
      return decideCancel(command, account, snapshot.transactions.get(command.transactionId));
    case 'status':
      return decideStatus(command, account, snapshot.transactions.get(command.transactionId));
    case 'credit':
    case 'debit':
      return decideAdjustment(command, account, snapshot.transactions.get(command.transactionId));
  }
}

/** Decides commands in the order of their arrival, each over what the ones before it left. */
export function decideInOrder(
  snapshot: Snapshot,
  commands: readonly WalletCommand[],
): { outcomes: Outcome[]; entries: Entry[] } {
  const entries: Entry[] = [];
  const outcomes = commands.map((command) => {
    const { outcome, entry } = decide(snapshot, command);
    if (entry) {
      snapshot.apply(entry);
      entries.push(entry);
    }
    return outcome;
  });
  return { outcomes, entries };
}

function decideMovement(command: Movement, account: Account, known: Transaction | undefined): Decision {
  const refused = firstFailure(command, account, known);
  if (refused) return refused;
  if (known) {
    const note = noteOf(command, known);
    if (known.cancelled || known.first.kind === 'tombstone') return answer('alreadyProcessed', account, note);
    return answer(note === 'conflict' ? 'failed' : 'accepted', account, note);
  }
  // Also when the provider did not ask for this check: nothing but a cancelled win may make a balance negative.
  if (!covers(account, command)) return answer('insufficientBalance', account);
  const { kind, transactionId, roundId } = command;
  return move(account, { kind, transactionId, roundId, step: 0, deltaMinor: deltaOf(command) });
}

function decideCancel(command: Reference, account: Account, known: Transaction | undefined): Decision {
  const refused = firstFailure(command, account, known);
  if (refused && refused.outcome.result !== 'unknownTransaction') return refused;
  const { transactionId } = command;
  const own = ownTransaction(command, known);
  if (own) {
    if (own.cancelled) return answer('accepted', account, 'repeat');
    return move(account, { kind: 'cancel', transactionId, roundId: '', step: 1, deltaMinor: -own.first.deltaMinor });
  }
  if (known) return answer('unknownTransaction', account, noteOf(command, known));
  // A tombstone: should the transaction arrive later, it finds its place taken.
  const { entry } = move(account, { kind: 'tombstone', transactionId, roundId: '', step: 0, deltaMinor: 0n });
  return { ...answer('unknownTransaction', account, 'tombstone'), ...(entry && { entry }) };
}

function decideStatus(command: Reference, account: Account, known: Transaction | undefined): Decision {
  const refused = firstFailure(command, account, known);
  if (refused) return refused;
  const own = ownTransaction(command, known);
  if (!own) return answer('unknownTransaction', account);
  const { outcome } = answer('accepted', account);
  return { outcome: { ...outcome, transaction: own.cancelled ? 'cancelled' : 'standing' } };
}

function decideAdjustment(command: Adjustment, account: Account, known: Transaction | undefined): Decision {
  if (known)
    return says(command, known.first)
      ? answer('alreadyProcessed', account, 'repeat')
      : answer('failed', account, 'conflict');
  if (!covers(account, command)) return answer('insufficientBalance', account);
  const { kind, transactionId } = command;
  return move(account, { kind, transactionId, roundId: '', step: 0, deltaMinor: deltaOf(command) });
}

/** The first of the checks asked for that fails, in the order asked. */
function firstFailure(command: Callback, account: Account, known: Transaction | undefined): Decision | undefined {
  for (const check of command.checks) {
    switch (check) {
      case results.unknownAccount:
        break; // The account is known, or nothing would be decided here.
      case results.inactiveAccount:
        if (!account.active) return refuseInactive(command);
        break;
      case results.insufficientBalance:
        if (!covers(account, command)) return answer('insufficientBalance', account);
        break;
      case results.alreadyProcessed:
        if (known) return answer('alreadyProcessed', account, noteOf(command, known));
        break;
      case results.unknownTransaction:
        if (!ownTransaction(command, known)) return answer('unknownTransaction', account);
        break;
      default:
        return unreachable(check);
    }
  }
  return undefined;
}

function refuseInactive(command: Callback): Decision {
  const owed = command.kind === 'win' || command.kind === 'cancel';
  return { outcome: { result: 'inactiveAccount', ...(owed && { note: 'owed' }) } };
}

/** Whether the balance covers what the command takes; only bets and debits take. */
function covers(account: Account, command: WalletCommand): boolean {
  return (command.kind !== 'bet' && command.kind !== 'debit') || command.amountMinor <= account.balanceMinor;
}

/** The transaction that a cancel or status speaks of, if it is one of this account's. */
function ownTransaction(command: Callback, known: Transaction | undefined): Transaction | undefined {
  if (!known || known.first.account !== command.account) return undefined;
  return known.first.kind === 'bet' || known.first.kind === 'win' ? known : undefined;
}

/** What to count when a command meets a transaction of its id that is there already. */
function noteOf(command: Callback, { first, cancelled }: Transaction): Note {
  if (first.kind === 'tombstone') return command.kind === 'cancel' ? 'repeat' : 'cancelled-before';
  if (command.kind !== 'bet' && command.kind !== 'win') return 'conflict';
  if (!says(command, first)) return 'conflict';
  return cancelled ? 'cancelled-before' : 'repeat';
}

/** Whether the command says what the entry with its id says. */
function says(command: Movement | Adjustment, { kind, account, roundId, deltaMinor }: Entry): boolean {
  const inRound = 'roundId' in command ? command.roundId : '';
  return kind === command.kind && account === command.account && roundId === inRound && deltaMinor === deltaOf(command);
}

/** What the command adds to the balance. */
function deltaOf({ kind, amountMinor }: Movement | Adjustment): AmountMinor {
  return kind === 'bet' || kind === 'debit' ? -amountMinor : amountMinor;
}

/** What an entry says beside the account's own figures. */
type Motion = Pick<Entry, 'kind' | 'transactionId' | 'roundId' | 'step' | 'deltaMinor'>;

/** Writes one entry, unless the balance would leave the range that is kept exact. */
function move(account: Account, motion: Motion): Decision {
  const balanceAfterMinor = account.balanceMinor + motion.deltaMinor;
  if (balanceAfterMinor > largestMinor || balanceAfterMinor < -largestMinor) {
    return answer('failed', account, 'out-of-range');
  }
  const entry = { ...motion, account: account.name, balanceAfterMinor, accountVersion: account.version + 1n };
  return { outcome: { result: 'accepted', balanceMinor: balanceAfterMinor }, entry };
}

function answer(result: Outcome['result'], account: Account, note?: Note): Decision {
  return { outcome: { result, balanceMinor: account.balanceMinor, ...(note && { note }) } };
}

function unreachable(check: never): never {
  throw new Error(`check ${String(check)} has no rule`);
}
