import type { Wallet } from '../edge/served.ts';
import type { Ledger } from '../wallet/ledger.ts';
import type { TermsOf } from './knownProviders.ts';

/** The reference wallet in one function: each callback is carried out by the ledger, once, under its provider's terms. */
export function walletOf(ledger: Ledger, termsOf?: TermsOf): Wallet {
  return (callback, { deadlineAtMs }) => {
    const under = termsOf?.(callback.provider);
    return ledger.carryOut(under ? { ...callback, ...under } : callback, deadlineAtMs);
  };
}
