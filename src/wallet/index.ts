/** The money: the rules, the ledger, and the stores. */
export type { Callback, CheckName, Note, Outcome, Play } from '../contract/callback.ts';
export type { Adjustment, WalletCommand } from './command.ts';
export { decide, decideInOrder, type Decision } from './decide.ts';
export { Ledger, type LedgerEvents } from './ledger.ts';
export { createCurrency, type Currency, listCurrencies } from './currency.ts';
export { openPostgresReader } from './postgres/reader.ts';
export { openPostgresStore } from './postgres/store.ts';
export type { HourSums } from './reports/hourSums.ts';
export { openSqliteReader } from './sqlite/reader.ts';
export { openSqliteStore, type SqliteOptions } from './sqlite/store.ts';
export type { Account, Entry } from './state.ts';
export { Snapshot, type Surroundings } from './snapshot.ts';
export {
  type LedgerReader,
  type NewAccount,
  NotReady,
  type OpenOptions,
  OutcomeUnknown,
  type Query,
  type Row,
  type Statement,
  type Store,
  TryAgain,
  UnusableDatabase,
  type Value,
} from './store.ts';
