/**
 * What your own software does with players: call these from your back office and your cashier. They work in any
 * number of processes, beside the running server. Money is in minor units (cents, where the currency has two decimals).
 */
import { ledger, store } from './wallet.ts';

/** Opens an account; `false`, and nothing is done, when the name is taken. */
export function openPlayer(name: string, openingMinor: bigint, active = true): Promise<boolean> {
  return store.createAccount({ name, openingMinor, active });
}

/** Lets a player play, or not; `false` when there is no such account. */
export function allowToPlay(name: string, active: boolean): Promise<boolean> {
  return store.setActive(name, active);
}

/**
 * Gives money to a player. `id` is your own name for this movement: asked again with the same id, nothing moves, and
 * `result` is `alreadyProcessed`. So ask again when you can't know whether it was done.
 */
export async function deposit(account: string, id: string, amountMinor: bigint) {
  // The prefix keeps your ids apart from the provider's.
  return ledger.carryOut({ kind: 'credit', account, transactionId: `deposit:${id}`, amountMinor });
}

/** Takes money from a player, as `deposit` gives it; `insufficientBalance` when there is less. */
export async function withdraw(account: string, id: string, amountMinor: bigint) {
  return ledger.carryOut({ kind: 'debit', account, transactionId: `withdrawal:${id}`, amountMinor });
}
