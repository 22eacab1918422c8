/** What the rules have in common: how they answer, and what they write. */
import type { CheckName, Note, Outcome } from '../../contract/callback.ts';
import { largestMinor } from '../../contract/money.ts';
import type { AmountMinor } from '../../contract/types.ts';
import type { Account, Entry } from '../state.ts';

export interface Decision {
  readonly outcome: Outcome;
  /** What to write, in this order; empty when nothing moves and nothing is remembered. */
  readonly entries: readonly Entry[];
  /** What the guards have counted of the account's wins with these entries, where that changed. */
  readonly dayWins?: string;
}

/** What an entry says beside the account's own figures. */
export type Motion = Omit<Entry, 'account' | 'balanceAfterMinor' | 'accountVersion'>;

/** Which of the checks would fail; one that means nothing to a command never does. */
export type Failing = Partial<Record<Exclude<CheckName, 'unknownAccount' | 'inactiveAccount'>, boolean>>;

/** The first of the checks asked for that fails, in the order asked. The account is known, or nothing would be decided. */
export function firstFailure(
  checks: readonly CheckName[],
  account: Account,
  failing: Failing,
): Exclude<CheckName, 'unknownAccount'> | undefined {
  for (const check of checks) {
    if (check === 'unknownAccount') continue;
    if (check === 'inactiveAccount' ? !account.active : failing[check]) return check;
  }
  return undefined;
}

export function answer(result: Outcome['result'], account: Account, note?: Note): Decision {
  return { outcome: { result, balanceMinor: account.balanceMinor, ...(note && { note }) }, entries: [] };
}

/** `owed`: the player gets money by the command. */
export function refuseInactive(owed: boolean): Decision {
  return { outcome: { result: 'inactiveAccount', ...(owed && { note: 'owed' }) }, entries: [] };
}

/** Writes entries, unless the balance would leave the range that is kept exact. */
export function move(account: Account, motions: readonly Motion[], note?: Note): Decision {
  let { balanceMinor: balanceAfterMinor, version: accountVersion } = account;
  const entries = motions.map((motion) => {
    balanceAfterMinor += motion.deltaMinor;
    accountVersion += 1n;
    return { ...motion, account: account.name, balanceAfterMinor, accountVersion };
  });
  if (magnitude(balanceAfterMinor) > largestMinor) return answer('failed', account, 'out-of-range');
  return {
    outcome: { result: 'accepted', balanceMinor: balanceAfterMinor, ...(note && { note }) },
    entries,
  };
}

export function magnitude(figureMinor: AmountMinor): AmountMinor {
  return figureMinor < 0n ? -figureMinor : figureMinor;
}
