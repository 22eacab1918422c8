/** The wallet of a small operator: two tables in SQLite. Each callback is one database transaction. */
import { DatabaseSync } from 'node:sqlite';

export const database = new DatabaseSync(process.env.WALLET ?? 'wallet.db', { readBigInts: true });

database.exec(`
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS player (name TEXT PRIMARY KEY, active INTEGER NOT NULL, balance INTEGER NOT NULL) STRICT;
  -- One row for each id that the provider has spent; a row of kind 'nothing' is the cancel of what never came, one of kind
  -- 'cancel' a cancel with an id of its own, whose round is its target.
  CREATE TABLE IF NOT EXISTS movement (
    id TEXT PRIMARY KEY,
    player TEXT NOT NULL,
    kind TEXT NOT NULL,
    round TEXT NOT NULL,
    amount INTEGER NOT NULL,
    cancelled INTEGER NOT NULL
  ) STRICT;
`);

export interface Player {
  readonly name: string;
  readonly active: boolean;
  readonly balance: bigint;
}

export interface Movement {
  readonly id: string;
  readonly player: string;
  readonly kind: 'bet' | 'win' | 'cancel' | 'nothing';
  readonly round: string;
  /** What it takes or gives, in minor units. */
  readonly amount: bigint;
  readonly cancelled: boolean;
}

/** Runs `work` as one transaction: all of it is committed when it returns, nothing when it throws. */
export function transaction<Result>(work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

export function findPlayer(name: string): Player | undefined {
  const row = database.prepare('SELECT * FROM player WHERE name = ?').get(name);
  return row && { name, active: row.active === 1n, balance: BigInt(row.balance as bigint) };
}

export function findMovement(id: string): Movement | undefined {
  const row = database.prepare('SELECT * FROM movement WHERE id = ?').get(id);
  return row && ({ ...row, cancelled: row.cancelled === 1n } as unknown as Movement);
}

export function record({ id, player, kind, round, amount }: Omit<Movement, 'cancelled'>): void {
  database.prepare('INSERT INTO movement VALUES (?, ?, ?, ?, ?, 0)').run(id, player, kind, round, amount);
}

export function markCancelled(id: string): void {
  database.prepare('UPDATE movement SET cancelled = 1 WHERE id = ?').run(id);
}

/** Adds to the balance, or takes from it, and returns what it is then. */
export function move({ name, balance }: Player, delta: bigint): bigint {
  database.prepare('UPDATE player SET balance = ? WHERE name = ?').run(balance + delta, name);
  return balance + delta;
}
