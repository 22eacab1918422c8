import type { Wallet } from '../edge/served.ts';
import type { Ledger } from '../wallet/ledger.ts';

/** The reference wallet in one function: each callback is carried out by the ledger, once. */
export function walletOf(ledger: Ledger): Wallet {
  return (callback, { deadlineAtMs }) => ledger.carryOut(callback, deadlineAtMs);
}
