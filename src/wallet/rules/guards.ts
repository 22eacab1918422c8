/** What a leaked token must not do: the guards of a provider's wins. */
import { bonusCall, type Caught, type Movement } from '../../contract/callback.ts';

import { dayWinsOf, withDayWins } from '../dayWins.ts';
import type { RoundSum } from '../roundSums.ts';
import type { Account } from '../state.ts';
import type { Snapshot } from '../snapshot.ts';
import { type GuardName, guardNames, type Guards, guardsDays, type Terms } from '../terms.ts';
import { amountOf, type Transaction } from '../transaction.ts';

/** What the guards say of a movement. */
export interface Verdict {
  readonly caught: readonly Caught[];
  /** The account's dayWins with the movement, where they are counted. */
  readonly dayWins?: string;
}

/** A win of nothing gives nothing away, and is never caught. */
export function guardWin(command: Movement, account: Account, terms: Terms, snapshot: Snapshot): Verdict {
  const { provider, amountMinor, roundId, play } = command;
  if (amountMinor === 0n) return { caught: [] };
  const isBonus = play?.type === bonusCall;
  const today = dayWinsOf(account.dayWins, provider, snapshot.nowMs);
  const winsMinor = today.winsMinor + amountMinor;
  const bonusMinor = isBonus ? today.bonusMinor + amountMinor : today.bonusMinor;
  const round = snapshot.round(provider, account.name, roundId);
  const won = { ...round, winsMinor: round.winsMinor + amountMinor };
  const broken: Readonly<Record<GuardName, boolean>> = {
    'unmatched-win': !isBonus && lacksBet(round),
    'largest-win': amountMinor > terms.guards['largest-win'].limit,
    // A bonus call needs no bet; where there is one it counts like any other win of the round.
    'round-multiple': !(isBonus && lacksBet(round)) && exceedsMultiple(won, terms.guards),
    'account-day': winsMinor > terms.guards['account-day'].limit,
    'provider-hour': snapshot.paidThisHourMinor(provider) + amountMinor > terms.guards['provider-hour'].limit,
    'largest-bonus': isBonus && amountMinor > terms.guards['largest-bonus'].limit,
    'bonus-day': isBonus && bonusMinor > terms.guards['bonus-day'].limit,
  };
  const caught = guardNames.flatMap((guard) => caughtBy(guard, broken[guard], terms.guards));
  if (terms.winsHeld) caught.unshift({ guard: 'stopped', mode: 'enforce' });
  if (!guardsDays(terms)) return { caught };
  return { caught, dayWins: withDayWins(account.dayWins, provider, snapshot.nowMs, { winsMinor, bonusMinor }) };
}

/**
 * Who gets the stake back of a round that is over has played for nothing, and keeps what was won: it is told of, and counted with the
 * wins. The cancel itself is never stopped.
 */
export function guardCancelledBet(bet: Transaction, account: Account, terms: Terms, snapshot: Snapshot): Verdict {
  const { provider, roundId } = bet.first;
  const stakeMinor = amountOf(bet);
  const round = roundId === undefined ? undefined : snapshot.round(provider, account.name, roundId);
  if (!round || round.standingWins <= 0 || stakeMinor === 0n) return { caught: [] };
  const left = { ...round, standingBets: round.standingBets - 1, stakesMinor: round.stakesMinor - stakeMinor };
  const today = dayWinsOf(account.dayWins, provider, snapshot.nowMs);
  const winsMinor = today.winsMinor + stakeMinor;
  const broken: Partial<Record<GuardName, boolean>> = {
    'unmatched-win': lacksBet(left),
    'round-multiple': exceedsMultiple(left, terms.guards),
    'account-day': winsMinor > terms.guards['account-day'].limit,
    'provider-hour': snapshot.paidThisHourMinor(provider) + stakeMinor > terms.guards['provider-hour'].limit,
  };
  const caught = guardNames
    .flatMap((guard) => caughtBy(guard, broken[guard] === true, terms.guards))
    .map(({ guard }) => ({ guard, mode: 'observe' }) as const);
  if (!guardsDays(terms)) return { caught };
  return { caught, dayWins: withDayWins(account.dayWins, provider, snapshot.nowMs, { ...today, winsMinor }) };
}

function lacksBet({ standingBets, complete }: RoundSum): boolean {
  return standingBets <= 0 || !complete;
}

function exceedsMultiple({ winsMinor, stakesMinor, complete }: RoundSum, guards: Guards): boolean {
  return !complete || winsMinor > stakesMinor * guards['round-multiple'].limit;
}

function caughtBy(guard: GuardName, broken: boolean, guards: Guards): Caught[] {
  const { mode } = guards[guard];
  return broken && mode !== 'off' ? [{ guard, mode }] : [];
}

/** Of a win: without them nothing could be held back. */
export function isEnforced({ mode }: Caught): boolean {
  return mode === 'enforce';
}

/** As the reason of a `held` entry has them. */
export function inWords(caught: readonly Caught[]): string {
  return caught
    .filter(isEnforced)
    .map(({ guard }) => guard)
    .join(' ');
}
