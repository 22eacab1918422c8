/** What happened to an account. */
import { toEntry } from './rows.ts';
import type { Entry } from './state.ts';
import type { LedgerReader } from './store.ts';

/** An entry as it is told of. */
export interface PastEntry extends Entry {
  readonly atMs: number;
  /** Whether the transaction was cancelled later, by an entry of its own. */
  readonly cancelled: boolean;
}

/** Which of an account's entries are wanted; all where nothing is said. */
export interface HistoryFilter {
  readonly account: string;
  readonly provider?: string | undefined;
  /** From this moment on. */
  readonly sinceMs?: number | undefined;
  /** Before this moment. */
  readonly untilMs?: number | undefined;
  readonly roundId?: string | undefined;
  readonly transactionId?: string | undefined;
  /** What undoes a movement is of the movement's game. */
  readonly gameCode?: string | undefined;
}

/** SQLite's rows come without a turn of the event loop, and a pipe lets go of what it has written only in such a turn. */
const entriesInATurn = 500;

/** Gives the entries of an account, as they are at one moment, to `take`: in their order, one after another, however many they are. */
export function readHistory(
  reader: LedgerReader,
  filter: HistoryFilter,
  take: (entry: PastEntry) => void,
): Promise<void> {
  const { sql, values } = selection(filter);
  return reader.inspect(async (query) => {
    let taken = 0;
    for await (const row of query(sql, values)) {
      take({ ...toEntry(row), atMs: Number(row['at_ms']), cancelled: row['undone_by'] !== null });
      if (++taken % entriesInATurn === 0) await new Promise(setImmediate);
    }
  });
}

/** The game of the movement that an entry undoes or pays, whose callback need not tell it. */
const ofGame = `(SELECT made.game_code FROM ledger_entry AS made WHERE made.provider = entry.provider
      AND made.transaction_id = COALESCE(entry.target_id, entry.transaction_id) AND made.step = 0)`;

/** In the SQL that all stores share. */
function selection({ account, provider, sinceMs, untilMs, roundId, transactionId, gameCode }: HistoryFilter): {
  sql: string;
  values: (string | bigint)[];
} {
  const wanted: readonly (readonly [condition: string, value: string | bigint | undefined])[] = [
    ['entry.account = ?', account],
    // As an expression: by the column SQLite would go through all that the provider ever sent.
    [`entry.provider || '' = ?`, provider],
    ['entry.at_ms >= ?', sinceMs === undefined ? undefined : BigInt(sinceMs)],
    ['entry.at_ms < ?', untilMs === undefined ? undefined : BigInt(untilMs)],
    ['entry.round_id = ?', roundId],
    ['(entry.transaction_id = ? OR entry.target_id = ?)', transactionId],
    [`COALESCE(${ofGame}, entry.game_code) = ?`, gameCode],
  ];
  const values: (string | bigint)[] = [];
  const conditions = wanted.flatMap(([condition, value]) => {
    if (value === undefined) return [];
    const parameter = `$${values.push(value)}`;
    return [condition.replaceAll('?', () => parameter)];
  });
  const sql = `
    SELECT entry.*, undo.account_version AS undone_by
      FROM ledger_entry AS entry
      LEFT JOIN ledger_entry AS undo
        ON undo.provider = entry.provider AND undo.transaction_id = entry.transaction_id AND undo.kind = 'cancel' AND entry.kind IN ('bet', 'win', 'release')
      WHERE ${conditions.join(' AND ')}
      ORDER BY entry.account_version`;
  return { sql, values };
}
