/** The terms under which a provider's callbacks are decided; the operator sets them. */
import type { AmountMinor } from '../contract/types.ts';

/** What a guard does about a movement that it catches: nothing, tell of it, or hold the win back as well. */
export const guardModes = ['off', 'observe', 'enforce'] as const;
export type GuardMode = (typeof guardModes)[number];

/** What each guard looks at, and what its limit is counted in. */
export const guardLimits = {
  /** A win needs a standing bet of its account in its round. */
  'unmatched-win': 'nothing',
  /** One win. */
  'largest-win': 'money',
  /** All standing wins of a round, as a multiple of its standing stakes. */
  'round-multiple': 'times',
  /** All wins of an account on a day (UTC). */
  'account-day': 'money',
  /** Wins and stakes given back less stakes, of a whole hour (UTC), over all accounts. */
  'provider-hour': 'money',
  /** One win by a bonus call, which needs no bet. */
  'largest-bonus': 'money',
  /** All wins by bonus calls of an account on a day (UTC). */
  'bonus-day': 'money',
} as const satisfies Record<string, 'nothing' | 'money' | 'times'>;
export type GuardName = keyof typeof guardLimits;
export const guardNames: readonly GuardName[] = [
  'unmatched-win',
  'largest-win',
  'round-multiple',
  'account-day',
  'provider-hour',
  'largest-bonus',
  'bonus-day',
];

export interface Guard {
  readonly mode: GuardMode;
  /** In minor units, or how often; 0 where the guard has no limit. */
  readonly limit: AmountMinor;
}

export type Guards = Readonly<Record<GuardName, Guard>>;

export interface Terms {
  /** The code of the currency that the provider plays in. */
  readonly currency: string;
  /** Every win that is worth anything is held. */
  readonly winsHeld: boolean;
  readonly guards: Guards;
}

/** What a new provider begins with: everything observed, at limits in whole units of its currency that ordinary play does not reach. */
export function guardsToBeginWith(decimals: number): Guards {
  const money = (units: bigint): Guard => ({ mode: 'observe', limit: units * 10n ** BigInt(decimals) });
  return {
    'unmatched-win': { mode: 'observe', limit: 0n },
    'largest-win': money(10_000n),
    'round-multiple': { mode: 'observe', limit: 5_000n },
    'account-day': money(50_000n),
    'provider-hour': money(100_000n),
    'largest-bonus': money(1_000n),
    'bonus-day': money(5_000n),
  };
}

/** Whether the rounds of these terms' movements must be read. */
export function guardsRounds({ guards }: Terms): boolean {
  return guards['unmatched-win'].mode !== 'off' || guards['round-multiple'].mode !== 'off';
}

/** Whether what an account wins on a day is counted. */
export function guardsDays({ guards }: Terms): boolean {
  return guards['account-day'].mode !== 'off' || guards['bonus-day'].mode !== 'off';
}

/** Whether anything of these terms looks at wins. */
export function guardsWins({ guards, winsHeld }: Terms): boolean {
  return winsHeld || guardNames.some((name) => guards[name].mode !== 'off');
}
