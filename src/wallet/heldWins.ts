/** The wins that guards hold, and how a person ends their hold. */
import type { Outcome } from '../contract/callback.ts';
import type { AmountMinor } from '../contract/types.ts';
import type { HoldEnd } from './command.ts';
import { Ledger } from './ledger.ts';
import { toEntry } from './rows.ts';
import type { Entry } from './state.ts';
import type { LedgerReader, Row, Store } from './store.ts';

export const holdStates = ['waiting', 'released', 'rejected', 'cancelled'] as const;
/** `cancelled`: the provider took the win back before its end, or after its release. */
export type HoldState = (typeof holdStates)[number];

export interface HeldWin {
  readonly entry: Entry;
  /** The code of its account's currency. */
  readonly currency: string;
  /** What it would move. */
  readonly amountMinor: AmountMinor;
  /** Since when it is held. */
  readonly atMs: number;
  /** The guards that stopped it, as in `unmatched-win largest-win`. */
  readonly guards: string;
  readonly state: HoldState;
  /** When it ended, and who said so and why, where it has. */
  readonly ended?: { readonly atMs: number; readonly reason: string | undefined };
}

/** Which of them are wanted; all where nothing is said. */
export interface HeldFilter {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly state?: HoldState | undefined;
}

/** Gives the held wins to `take`, the oldest first, one after another, however many they are. */
export function readHeldWins(reader: LedgerReader, filter: HeldFilter, take: (held: HeldWin) => void): Promise<void> {
  const { sql, values } = selection(filter);
  return reader.inspect(async (query) => {
    for await (const row of query(sql, values)) {
      const held = toHeldWin(row);
      if (filter.state === undefined || held.state === filter.state) take(held);
    }
  });
}

/**
 * Pays a held win or refuses it for good. Resolves `accepted` when it did, `alreadyProcessed` when it had ended so before, `failed`
 * when it ended otherwise, and `unknownTransaction` where no such win is held for the account. Rejects with `OutcomeUnknown`.
 */
export function endHold(store: Store, end: HoldEnd, storeFailed: (error: unknown) => void): Promise<Outcome> {
  return new Ledger(store, { storeFailed }).carryOut(end);
}

/** In the SQL that all stores share. */
function selection({ provider, account, transactionId }: HeldFilter): { sql: string; values: string[] } {
  const wanted = { provider, account, transaction_id: transactionId };
  const values: string[] = [];
  const conditions = Object.entries(wanted).flatMap(([column, value]) =>
    value === undefined ? [] : [`AND held.${column} = $${values.push(value)}`],
  );
  const sql = `
    SELECT held.*, ended.kind AS ended_as, ended.at_ms AS ended_at_ms, ended.reason AS ended_why,
        undone.at_ms AS undone_at_ms, account.currency AS currency
      FROM ledger_entry AS held
      JOIN ledger_account AS account ON account.name = held.account
      LEFT JOIN ledger_entry AS ended
        ON ended.provider = held.provider AND ended.transaction_id = held.transaction_id AND ended.step = 1
      LEFT JOIN ledger_entry AS undone
        ON undone.provider = held.provider AND undone.transaction_id = held.transaction_id AND undone.step = 2
      WHERE held.kind = 'held' ${conditions.join(' ')}
      ORDER BY held.at_ms`;
  return { sql, values };
}

function toHeldWin(row: Row): HeldWin {
  const entry = toEntry(row);
  const { heldMinor = 0n, reason = '' } = entry;
  const held = {
    entry,
    currency: String(row['currency']),
    amountMinor: heldMinor,
    atMs: Number(row['at_ms']),
    guards: reason,
  };
  const why = row['ended_why'];
  const endedAtMs = row['undone_at_ms'] ?? row['ended_at_ms'];
  const state = stateOf(row);
  if (state === 'waiting') return { ...held, state };
  return { ...held, state, ended: { atMs: Number(endedAtMs), reason: typeof why === 'string' ? why : undefined } };
}

function stateOf({ ended_as: end, undone_at_ms: undone }: Row): HoldState {
  if (end === null) return 'waiting';
  if (undone !== null || end === 'tombstone') return 'cancelled';
  return end === 'release' ? 'released' : 'rejected';
}
