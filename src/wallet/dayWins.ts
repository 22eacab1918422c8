/**
 * What guards count of an account's wins on a day, provider by provider. It is kept with the account, so that it is written with the
 * movement and under the same lock, as short as can be, since every movement writes it anew: `20784 acme=1200 other=500+300` is day
 * 20784 since 1970 (UTC), 1200 minor units of wins by acme, 500 by other, of which bonus calls won 300.
 */
import type { AmountMinor } from '../contract/types.ts';

export interface DayWins {
  /** All wins, and the stakes that were given back after a win. Nothing that is taken back later is taken off. */
  readonly winsMinor: AmountMinor;
  /** The part of it that bonus calls won. */
  readonly bonusMinor: AmountMinor;
}

/** What was counted on the day of `nowMs`, or on the one after it, where another server's clock has begun that. */
export function dayWinsOf(dayWins: string | undefined, provider: string, nowMs: number): DayWins {
  const counted = counts(dayWins, dayCounted(dayWins, nowMs)).find((count) => count.startsWith(`${provider}=`));
  const [winsMinor = '0', bonusMinor = '0'] = counted?.slice(provider.length + 1).split('+') ?? [];
  return { winsMinor: BigInt(winsMinor), bonusMinor: BigInt(bonusMinor) };
}

/** The same text with what was counted on that day; of other days nothing is kept. */
export function withDayWins(
  dayWins: string | undefined,
  provider: string,
  nowMs: number,
  { winsMinor, bonusMinor }: DayWins,
): string {
  const day = dayCounted(dayWins, nowMs);
  const others = counts(dayWins, day).filter((count) => !count.startsWith(`${provider}=`));
  const own = `${provider}=${winsMinor}${bonusMinor > 0n ? `+${bonusMinor}` : ''}`;
  return [day, ...others, own].join(' ');
}

/** While clocks are apart, servers in turn would each begin their day anew, and forget what was counted. */
function dayCounted(dayWins: string | undefined, nowMs: number): number {
  const today = Math.floor(nowMs / 86_400_000);
  return dayWins?.split(' ', 1)[0] === String(today + 1) ? today + 1 : today;
}

function counts(dayWins: string | undefined, wanted: number): string[] {
  const [day, ...counted] = dayWins?.split(' ') ?? [];
  return day === String(wanted) ? counted : [];
}
