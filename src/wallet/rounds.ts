/** Rounds: what is in one, and which are still open. */
import type { AmountMinor } from '../contract/types.ts';
import { toEntry } from './rows.ts';
import type { PastEntry } from './history.ts';
import type { LedgerReader, Row } from './store.ts';

/** Which round, of whom; of all who have one of that id where nothing else is said. */
export interface RoundName {
  readonly roundId: string;
  readonly account?: string | undefined;
  readonly provider?: string | undefined;
}

/**
 * How a round stands: `open` has a bet and no win; `held` has a win that a guard holds; `rejected` one that a person refused
 * for good; `unmatched` has a win and no bet; `cancelled` has nothing that stands; `over` has a bet and a win.
 */
export type RoundState = 'open' | 'held' | 'rejected' | 'unmatched' | 'cancelled' | 'over';

/** What stands in a round of one account; what was cancelled does not count. */
export interface RoundFigures {
  readonly provider: string;
  readonly account: string;
  /** The code of the account's currency. */
  readonly currency: string;
  readonly state: RoundState;
  readonly stakesMinor: AmountMinor;
  readonly winsMinor: AmountMinor;
}

export interface RoundListener {
  readonly entry: (entry: PastEntry, currency: string) => void;
  /** After the last entry of an account. */
  readonly sums: (sums: RoundFigures) => void;
}

/** Tells the entries of a round in their order, and what they come to, for one account after another. */
export function readRound(reader: LedgerReader, name: RoundName, tell: RoundListener): Promise<void> {
  const wanted = selected([
    ['entry.round_id', name.roundId],
    ['entry.account', name.account],
    [`entry.provider || ''`, name.provider],
  ]);
  const sql = `
    SELECT entry.*, following.kind AS followed_by, owner.currency
      FROM ledger_entry AS entry
      JOIN ledger_account AS owner ON owner.name = entry.account
      LEFT JOIN ledger_entry AS following
        ON following.provider = entry.provider AND following.transaction_id = entry.transaction_id
          AND following.step = entry.step + 1
      WHERE ${wanted.conditions.join(' AND ')}
      ORDER BY entry.provider, entry.account, entry.account_version`;
  return reader.inspect(async (query) => {
    let round: RoundTally | undefined;
    for await (const row of query(sql, wanted.values)) {
      const entry = toEntry(row);
      if (round?.account !== entry.account || round.provider !== entry.provider) {
        if (round) tell.sums(round.sums());
        round = new RoundTally(entry.provider, entry.account, String(row['currency']));
      }
      round.add(row);
      tell.entry({ ...entry, atMs: Number(row['at_ms']), cancelled: row['followed_by'] === 'cancel' }, round.currency);
    }
    if (round) tell.sums(round.sums());
  });
}

class RoundTally {
  readonly provider: string;
  readonly account: string;
  readonly currency: string;
  readonly #standing = new Map<string, number>();
  #stakesMinor = 0n;
  #winsMinor = 0n;

  constructor(provider: string, account: string, currency: string) {
    this.provider = provider;
    this.account = account;
    this.currency = currency;
  }

  add(row: Row): void {
    const kind = String(row['kind']);
    // What is held ends with what follows it, whatever that is.
    const ended = row['followed_by'] === 'cancel' || (kind === 'held' && row['followed_by'] !== null);
    if (ended) return;
    this.#standing.set(kind, (this.#standing.get(kind) ?? 0) + 1);
    const deltaMinor = BigInt(String(row['delta_minor']));
    if (kind === 'bet') this.#stakesMinor -= deltaMinor;
    if (kind === 'win' || kind === 'release') this.#winsMinor += deltaMinor;
  }

  sums(): RoundFigures {
    const { provider, account, currency } = this;
    return {
      provider,
      account,
      currency,
      state: this.#state(),
      stakesMinor: this.#stakesMinor,
      winsMinor: this.#winsMinor,
    };
  }

  #state(): RoundState {
    const has = (kind: string): boolean => this.#standing.has(kind);
    if (has('held')) return 'held';
    if (has('win') || has('release')) return has('bet') ? 'over' : 'unmatched';
    if (has('rejection')) return 'rejected';
    return has('bet') ? 'open' : 'cancelled';
  }
}

export interface OpenRounds {
  /** Bets that were written from this moment on. */
  readonly sinceMs: number;
  /** And before this one. */
  readonly beforeMs: number;
  readonly account?: string | undefined;
  readonly provider?: string | undefined;
}

/** A bet that stands, in a round without a win that stands. */
export interface OpenBet {
  readonly provider: string;
  readonly account: string;
  /** The code of the account's currency. */
  readonly currency: string;
  readonly roundId: string;
  readonly transactionId: string;
  readonly atMs: number;
  readonly stakeMinor: AmountMinor;
  readonly state: RoundState & ('open' | 'held' | 'rejected');
  /** The id of the win that is held, where one is. */
  readonly heldId: string | undefined;
}

/** SQLite's rows come without a turn of the event loop, and a pipe lets go of what it has written only in such a turn. */
const rowsInATurn = 500;

/** Gives each open bet to `take`, account by account; looks at the entries of that time by each account's index. */
export function readOpenBets(
  reader: LedgerReader,
  { sinceMs, beforeMs, account, provider }: OpenRounds,
  take: (bet: OpenBet) => void,
): Promise<void> {
  const wanted = selected([
    ['owner.name', account],
    ['bet.provider', provider],
  ]);
  const conditions = wanted.conditions.map((condition) => `AND ${condition}`).join(' ');
  const isWanted = `bet.kind = 'bet' AND bet.at_ms >= ${Math.ceil(sinceMs)} AND bet.at_ms < ${Math.ceil(beforeMs)} AND ${nothingFollows('bet')}`;
  // Each round is looked at once, however many bets are in it: for each bet anew, one large round would take for ever.
  const sql = `
    WITH round AS (
      SELECT DISTINCT bet.provider, bet.account, bet.round_id, owner.currency
        FROM ledger_account AS owner CROSS JOIN ledger_entry AS bet
        WHERE bet.account = owner.name AND ${isWanted} ${conditions}
    ), unwon AS MATERIALIZED (
      SELECT round.*,
          (SELECT MIN(held.transaction_id) FROM ledger_entry AS held
            WHERE ${inRound('held')} AND held.kind = 'held' AND ${nothingFollows('held')}) AS held_id,
          (SELECT COUNT(*) FROM ledger_entry AS refused
            WHERE ${inRound('refused')} AND refused.kind = 'rejection') AS rejections
        FROM round WHERE NOT EXISTS (SELECT 1 FROM ledger_entry AS win
          WHERE ${inRound('win')} AND win.kind IN ('win', 'release') AND ${nothingFollows('win')})
    )
    SELECT round.*, bet.transaction_id, bet.at_ms, bet.delta_minor FROM unwon AS round
      CROSS JOIN ledger_entry AS bet WHERE ${inRound('bet')} AND ${isWanted}
      ORDER BY round.account, bet.at_ms, bet.transaction_id`;
  return reader.inspect(async (query) => {
    let taken = 0;
    for await (const row of query(sql, wanted.values)) {
      take(toOpenBet(row));
      if (++taken % rowsInATurn === 0) await new Promise(setImmediate);
    }
  });
}

/** The provider as an expression: by the column SQLite would look among all that the provider ever sent. */
const inRound = (entry: string): string =>
  `${entry}.round_id = round.round_id AND ${entry}.account = round.account AND ${entry}.provider || '' = round.provider`;

/** Neither a cancel, nor what ends a hold. */
const nothingFollows = (entry: string): string =>
  `NOT EXISTS (SELECT 1 FROM ledger_entry AS following WHERE following.provider = ${entry}.provider
            AND following.transaction_id = ${entry}.transaction_id AND following.step = ${entry}.step + 1)`;

function toOpenBet(row: Row): OpenBet {
  const held = row['held_id'];
  const heldId = typeof held === 'string' ? held : undefined;
  const unpaid = Number(row['rejections']) > 0 ? 'rejected' : 'open';
  return {
    provider: String(row['provider']),
    account: String(row['account']),
    currency: String(row['currency']),
    roundId: String(row['round_id']),
    transactionId: String(row['transaction_id']),
    atMs: Number(row['at_ms']),
    stakeMinor: -BigInt(String(row['delta_minor'])),
    state: heldId === undefined ? unpaid : 'held',
    heldId,
  };
}

/** Conditions for what is said, with the parameters that they name. */
function selected(wanted: readonly (readonly [column: string, value: string | undefined])[]): {
  conditions: string[];
  values: string[];
} {
  const values: string[] = [];
  const conditions = wanted.flatMap(([column, value]) =>
    value === undefined ? [] : [`${column} = $${values.push(value)}`],
  );
  return { conditions, values };
}
