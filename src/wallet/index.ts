/** The money: the rules, the ledger, and the stores. */
export type { Callback, Note, Outcome } from '../contract/callback.ts';
export { decide, decideInOrder, type Decision, type WalletCommand } from './decide.ts';
export { Ledger, type LedgerEvents } from './ledger.ts';
export { openPostgresStore } from './postgres/store.ts';
export { openSqliteStore } from './sqlite/store.ts';
export type { Account, Entry, Transaction } from './state.ts';
export { Snapshot } from './state.ts';
export { type NewAccount, NotReady, OutcomeUnknown, type Store, TryAgain, UnusableDatabase } from './store.ts';
