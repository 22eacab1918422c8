/**
 * What your own software does with players: call these from your back office and your cashier. They work in any
 * number of processes, beside the running server. Money is in minor units (cents, where the currency has two decimals).
 */
import { ledger, store } from './wallet.ts';

/** Opens an account; `false`, and nothing is done, when the name is taken. Throws `RangeError` for a balance below 0. */
export function openPlayer(name: string, openingMinor: bigint, active = true): Promise<boolean> {
  return store.createAccount({ name, openingMinor, active });
}

/** Lets a player play, or not; `false` when there is no such account. */
export function allowToPlay(name: string, active: boolean): Promise<boolean> {
  return store.setActive(name, active);
}

/**
 * Gives money to a player. `id` is your own name for this deposit, one for each. What comes of it is in `result`:
 *
 * - `accepted`: it is done, and `balanceMinor` is what the player has now.
 * - `alreadyProcessed`: it was done before, with this id; nothing moves this time.
 * - `failed`, with the note `conflict`: the id is that of another deposit, to another player or of another amount. That is
 *   a bug of who chooses the ids; nothing moves. Any other `failed` is a database that could not do it; nothing moves.
 * - `unknownAccount`.
 *
 * When it rejects with `OutcomeUnknown`, or your program dies meanwhile, nobody knows whether it was done: ask again with
 * the same id. A negative amount throws `RangeError`.
 */
export async function deposit(account: string, id: string, amountMinor: bigint) {
  // The prefix keeps the ids of deposits and withdrawals apart; no callback reaches either.
  return ledger.carryOut({ kind: 'credit', account, transactionId: `deposit:${id}`, amountMinor });
}

/** Takes money from a player, as `deposit` gives it, with ids of its own; `insufficientBalance` when there is less. */
export async function withdraw(account: string, id: string, amountMinor: bigint) {
  return ledger.carryOut({ kind: 'debit', account, transactionId: `withdrawal:${id}`, amountMinor });
}
