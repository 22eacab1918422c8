/** What a ledger is told to carry out. */
import type { Callback } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { Terms } from './terms.ts';
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

/** A callback, and the terms of the provider that sent it; without any nothing is guarded. */
export type PlayedCommand = Callback & { readonly terms?: Terms };

export type WalletCommand = PlayedCommand | Adjustment;

/** Whether the command can change its account; the others only ask. */
export function mayMove({ kind }: WalletCommand): boolean {
  return kind !== 'enquiry' && kind !== 'status';
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
