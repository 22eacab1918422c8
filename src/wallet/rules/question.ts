import type { Enquiry, StatusQuestion } from '../../contract/callback.ts';
import type { Account } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { answer, type Decision, firstFailure, refuseInactive } from './decision.ts';

export function decideEnquiry({ checks }: Enquiry, account: Account): Decision {
  return firstFailure(checks, account, {}) ? refuseInactive(false) : answer('accepted', account);
}

export function decideStatus(
  { account: name, checks }: StatusQuestion,
  account: Account,
  known: Transaction | undefined,
): Decision {
  const has = known?.state === 'standing' || known?.state === 'cancelled';
  const own = has && known.first.account === name ? known : undefined;
  const failure = firstFailure(checks, account, { unknownTransaction: !own });
  if (failure === 'inactiveAccount') return refuseInactive(false);
  if (!own) return answer('unknownTransaction', account);
  const { outcome, entries } = answer('accepted', account);
  return { outcome: { ...outcome, transaction: own.state === 'cancelled' ? 'cancelled' : 'standing' }, entries };
}
