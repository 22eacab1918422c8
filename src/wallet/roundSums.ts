/** What stands in rounds: as the database adds it up, and with what is written since. */
import type { AmountMinor } from '../contract/types.ts';
import { readSum, readWhole, sumOf } from './reports/sums.ts';
import type { Entry } from './state.ts';
import type { Row } from './store.ts';
import type { Transaction } from './transaction.ts';
import { playedAs } from './transaction.ts';

/** What one account has in one round of a provider. */
export interface RoundSum {
  readonly standingBets: number;
  /** Of the standing bets. */
  readonly stakesMinor: AmountMinor;
  /** Those of nothing too: by one of them a round is lost, and over. */
  readonly standingWins: number;
  /** Of the standing wins. */
  readonly winsMinor: AmountMinor;
  /** Whether all of the round's entries were added up. */
  readonly complete: boolean;
}

export interface RoundName {
  readonly provider: string;
  readonly account: string;
  readonly roundId: string;
}

/** A round has two entries by the contract, and some more in practice; whoever makes one of thousands shall not hold up the wallet. */
export const mostRoundEntries = 1_000;

/**
 * A SELECT of one row: what stands in a round, in the SQL that all stores share. `ofRound` is the condition for its entries, which
 * are called `entry`; `entries` is where they are found. The database adds up, since to read a thousand entries for each win would hold up everybody.
 */
export function roundSumOf(ofRound: string, entries = 'ledger_entry AS entry'): string {
  return `
    SELECT COUNT(*) AS entries, COALESCE(SUM(CASE WHEN played <> 'bet' THEN 0 WHEN kind = 'bet' THEN 1 ELSE -1 END), 0) AS standing_bets,
        COALESCE(SUM(CASE WHEN played = 'bet' THEN 0 WHEN kind IN ('win', 'release') THEN 1 WHEN kind = 'cancel' THEN -1 ELSE 0 END), 0) AS standing_wins,
        ${sumOf(`(CASE WHEN played = 'bet' THEN -delta_minor ELSE 0 END)`, 'stakes')},
        ${sumOf(`(CASE WHEN played = 'bet' THEN 0 ELSE delta_minor END)`, 'wins')}
      FROM (
        SELECT kind, delta_minor, CASE WHEN step = 0 THEN kind ELSE (
            SELECT first.kind FROM ledger_entry AS first
              WHERE first.provider = entry.provider AND first.transaction_id = entry.transaction_id AND first.step = 0) END AS played
          FROM ${entries} WHERE ${ofRound} LIMIT ${mostRoundEntries + 1}) AS counted`;
}

/** The sum of a round, by the row of it. */
export function toRoundSum(row: Row): Sum {
  const sum = new Sum();
  if (readWhole(row, 'entries') === 0n) return sum;
  sum.entries = Number(readWhole(row, 'entries'));
  sum.standingBets = Number(readWhole(row, 'standing_bets'));
  sum.standingWins = Number(readWhole(row, 'standing_wins'));
  sum.stakesMinor = readSum(row, 'stakes');
  sum.winsMinor = readSum(row, 'wins');
  return sum;
}

export class RoundSums {
  readonly #rounds: Map<string, Sum>;

  constructor(rounds: Iterable<readonly [RoundName, Sum]> = []) {
    this.#rounds = new Map(Array.from(rounds, ([name, sum]) => [keyOf(name), sum]));
  }

  of(name: RoundName): RoundSum {
    const { standingBets, stakesMinor, standingWins, winsMinor, entries } = this.#rounds.get(keyOf(name)) ?? new Sum();
    return { standingBets, stakesMinor, standingWins, winsMinor, complete: entries <= mostRoundEntries };
  }

  /** Takes in an entry, and the transaction that it is of. */
  add({ provider, account, roundId, kind, deltaMinor }: Entry, transaction: Transaction): void {
    if (roundId === undefined) return;
    const key = keyOf({ provider, account, roundId });
    const sum = this.#rounds.get(key) ?? new Sum();
    this.#rounds.set(key, sum);
    sum.entries++;
    const played = playedAs(transaction);
    if (played === 'win') sum.addWin(kind, deltaMinor);
    if (played !== 'bet') return;
    sum.stakesMinor -= deltaMinor;
    sum.standingBets += kind === 'bet' ? 1 : -1;
  }
}

export class Sum {
  entries = 0;
  standingBets = 0;
  stakesMinor = 0n;
  standingWins = 0;
  winsMinor = 0n;

  /** By an entry of a win: it, its hold, how that ended, or its cancel. */
  addWin(kind: Entry['kind'], deltaMinor: AmountMinor): void {
    this.winsMinor += deltaMinor;
    if (kind === 'win' || kind === 'release') this.standingWins++;
    if (kind === 'cancel') this.standingWins--;
  }
}

/** No name of a provider or an account has a space, and the round comes last. */
export function keyOf({ provider, account, roundId }: RoundName): string {
  return `${provider} ${account} ${roundId}`;
}
