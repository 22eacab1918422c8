/** Commands and terms for examples of single rules, with whatever the example is not about left as it usually is. */
import type { Cancel, CheckName, Movement, StatusQuestion } from '../../src/contract/callback.ts';
import type { HoldEnd } from '../../src/wallet/command.ts';
import type { Account } from '../../src/wallet/state.ts';
import type { Guard, GuardName, Guards, Terms } from '../../src/wallet/terms.ts';

const asked = { provider: 'default', account: 'anna', checks: [] as CheckName[] };

export function player(name: string, more: Partial<Account> = {}): Account {
  return { name, active: true, balanceMinor: 100n, version: 1n, currency: 'XXX', ...more };
}

export function bet(transactionId: string, more: Partial<Movement> = {}): Movement {
  return { kind: 'bet', ...asked, transactionId, roundId: 'r', amountMinor: 10n, ...more };
}

export function win(transactionId: string, amountMinor: bigint, more: Partial<Movement> = {}): Movement {
  return { ...bet(transactionId), kind: 'win', amountMinor, ...more };
}

export function cancel(targetId: string, transactionId?: string, more: Partial<Cancel> = {}): Cancel {
  return { kind: 'cancel', ...asked, targetId, ...(transactionId !== undefined && { transactionId }), ...more };
}

export function status(transactionId: string): StatusQuestion {
  return { kind: 'status', ...asked, transactionId };
}

export function holdEnd(kind: HoldEnd['kind'], transactionId: string, more: Partial<HoldEnd> = {}): HoldEnd {
  return { kind, provider: 'default', account: 'anna', transactionId, reason: 'by Eve', ...more };
}

const off: Guard = { mode: 'off', limit: 0n };
const allOff: Guards = {
  'unmatched-win': off,
  'largest-win': off,
  'round-multiple': off,
  'account-day': off,
  'provider-hour': off,
  'largest-bonus': off,
  'bonus-day': off,
};

/** Every guard that is not named is off. */
export function termsWith(guards: Partial<Record<GuardName, Guard>>, more: Partial<Terms> = {}): Terms {
  return { currency: 'XXX', winsHeld: false, guards: { ...allOff, ...guards }, ...more };
}
