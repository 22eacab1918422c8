/** What a ledger is told to carry out. */
import type { Callback } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';
import { guardsDays, guardsRounds, guardsWins, type Terms } from './terms.ts';
import { operatorProvider, type TransactionName } from './state.ts';

/** The operator's own movement of an account's money, outside any game. Its id is in a name space that no provider reaches. */
export interface Adjustment {
  readonly kind: 'credit' | 'debit';
  readonly account: string;
  readonly transactionId: string;
  readonly amountMinor: AmountMinor;
  /** Why, for people. */
  readonly reason?: string;
}

/** Ends the hold of a win: pays it, or refuses it for good. */
export interface HoldEnd {
  readonly kind: 'release' | 'rejection';
  readonly provider: string;
  readonly transactionId: string;
  readonly account: string;
  /** Who says so and why, for people. */
  readonly reason: string;
}

/** A callback, and the terms of the provider that sent it; without any nothing is guarded. */
export type PlayedCommand = Callback & {
  readonly terms?: Terms;
  /** No new bets of this provider are taken; what is open is settled. */
  readonly betsPaused?: boolean;
};

export type WalletCommand = PlayedCommand | Adjustment | HoldEnd;

/** Whether the command can change its account; the others only ask. */
export function mayMove({ kind }: WalletCommand): boolean {
  return kind !== 'enquiry' && kind !== 'status';
}

/** The rounds that guards look at for these commands: those of wins, and those of what a cancel undoes. */
export interface GuardedRounds {
  readonly wins: readonly { readonly provider: string; readonly account: string; readonly roundId: string }[];
  readonly targets: readonly TransactionName[];
}

export function guardedRounds(commands: readonly WalletCommand[]): GuardedRounds {
  const wins = [];
  const targets = [];
  for (const command of commands) {
    if (!('terms' in command)) continue;
    const { terms } = command;
    if (command.kind === 'win' && guardsRounds(terms)) wins.push(command);
    if (command.kind === 'cancel' && guardsWins(terms))
      targets.push({ provider: command.provider, transactionId: command.targetId });
  }
  return { wins, targets };
}

/** Whether a guard looks at the command, so that nothing it is decided by may be remembered. */
export function isGuarded(command: WalletCommand): boolean {
  return command.kind === 'win' && command.terms !== undefined && guardsWins(command.terms);
}

/** Whether what guards count of the account may change with the command. */
export function countsDays(command: WalletCommand): boolean {
  const may = command.kind === 'win' || command.kind === 'cancel';
  return may && command.terms !== undefined && guardsDays(command.terms);
}

/** Whether what the command moves counts for its provider's hour. */
export function countsHours(command: WalletCommand): boolean {
  return 'terms' in command && command.terms.guards['provider-hour'].mode !== 'off';
}

/** The accounts and the transactions that commands name, each once. */
export function namesOf(commands: readonly WalletCommand[]): { accounts: string[]; transactions: TransactionName[] } {
  const accounts = new Set<string>();
  const transactions = new Map<string, TransactionName>();
  const add = (provider: string, transactionId: string): void =>
    void transactions.set(`${provider} ${transactionId}`, { provider, transactionId });
  for (const command of commands) {
    accounts.add(command.account);
    if (command.kind === 'cancel') add(command.provider, command.targetId);
    if ('transactionId' in command)
      add('provider' in command ? command.provider : operatorProvider, command.transactionId);
  }
  return { accounts: [...accounts], transactions: [...transactions.values()] };
}
