/** The money: the rules, the ledger, and the stores. */
export type { Callback, Caught, CheckName, Note, Outcome, Play } from '../contract/callback.ts';
export type { Adjustment, HoldEnd, PlayedCommand, WalletCommand } from './command.ts';
export { decide, decideInOrder, type Decision } from './decide.ts';
export { Ledger, type LedgerEvents } from './ledger.ts';
export { createCurrency, type Currency, listCurrencies } from './currency.ts';
export { endHold, type HeldFilter, type HeldWin, type HoldState, holdStates, readHeldWins } from './heldWins.ts';
export { openPostgresReader } from './postgres/reader.ts';
export { openPostgresStore } from './postgres/store.ts';
export type { HourSums } from './reports/hourSums.ts';
export { openSqliteReader } from './sqlite/reader.ts';
export { openSqliteStore, type SqliteOptions } from './sqlite/store.ts';
export type { Account, Entry } from './state.ts';
export type { RoundName, RoundSum, Sum } from './roundSums.ts';
export { Snapshot, type Surroundings } from './snapshot.ts';
export {
  type LedgerReader,
  type NewAccount,
  NotReady,
  type OpenOptions,
  OutcomeUnknown,
  type Query,
  type Row,
  type SettleOptions,
  type Statement,
  type Store,
  type ToldHour,
  TryAgain,
  UnusableDatabase,
  type Value,
} from './store.ts';
export {
  type Guard,
  guardLimits,
  type GuardMode,
  guardModes,
  type GuardName,
  type Guards,
  guardsToBeginWith,
  type Terms,
} from './terms.ts';
export type { Transaction } from './transaction.ts';
