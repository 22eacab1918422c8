/**
 * What guards count of an account's wins on a day, provider by provider. It is kept with the account, so that it is written with the
 * movement and under the same lock, as text: `{"day":20784,"by":{"acme":["1200","0"]}}`, days since 1970 (UTC) and minor units.
 */
import type { AmountMinor } from '../contract/types.ts';

export interface DayWins {
  /** All wins, and the stakes that were given back after a win. Nothing that is taken back later is taken off. */
  readonly winsMinor: AmountMinor;
  /** The part of it that bonus calls won. */
  readonly bonusMinor: AmountMinor;
}

/** What was counted on the day of `nowMs`. */
export function dayWinsOf(dayWins: string | undefined, provider: string, nowMs: number): DayWins {
  const [winsMinor = '0', bonusMinor = '0'] = read(dayWins, dayOf(nowMs)).get(provider) ?? [];
  return { winsMinor: BigInt(winsMinor), bonusMinor: BigInt(bonusMinor) };
}

/** The same text with what was counted on the day of `nowMs`; of other days nothing is kept. */
export function withDayWins(
  dayWins: string | undefined,
  provider: string,
  nowMs: number,
  { winsMinor, bonusMinor }: DayWins,
): string {
  const day = dayOf(nowMs);
  const by = read(dayWins, day).set(provider, [String(winsMinor), String(bonusMinor)]);
  return JSON.stringify({ day, by: Object.fromEntries(by) });
}

function read(dayWins: string | undefined, today: number): Map<string, string[]> {
  if (dayWins === undefined) return new Map<string, string[]>();
  const kept: unknown = JSON.parse(dayWins);
  if (!isKept(kept)) throw new Error(`the account's dayWins are not readable: ${dayWins}`);
  return new Map<string, string[]>(kept.day === today ? Object.entries(kept.by) : []);
}

function isKept(kept: unknown): kept is { day: number; by: Record<string, string[]> } {
  return typeof kept === 'object' && kept !== null && 'day' in kept && 'by' in kept;
}

function dayOf(nowMs: number): number {
  return Math.floor(nowMs / 86_400_000);
}
