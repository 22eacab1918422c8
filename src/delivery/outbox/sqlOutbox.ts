import { randomUUID } from 'node:crypto';
import type { AttemptRecord, DeliveryRecord, Outbox, Progress } from './outbox.ts';
import { contractIn, keptPhase, type Row, SqlOutboxReader, type SqlReader, toRecord } from './sqlOutboxReader.ts';

/** A database with what SQLite and PostgreSQL share: numbered parameters `$1`, ON CONFLICT, RETURNING. */
export interface Sql extends SqlReader {
  /** The database's own time in milliseconds, as an expression: the clocks of its senders may differ. */
  readonly nowMs: string;
}

/** A sender that was silent for so long is taken for dead. */
const defaultLeaseMs = 5_000;

const tables = [
  `CREATE TABLE IF NOT EXISTS sender (id text PRIMARY KEY, alive_until_ms bigint NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS delivery (
     id text PRIMARY KEY, command text NOT NULL, phase text NOT NULL, account text NOT NULL, transaction_id text NOT NULL,
     round_id text NOT NULL, amount_minor bigint NOT NULL, body text NOT NULL, state text NOT NULL, attempts integer NOT NULL,
     created_at_ms bigint NOT NULL, sender text NOT NULL, hold integer NOT NULL)`,
  `CREATE UNIQUE INDEX IF NOT EXISTS delivery_movement ON delivery (transaction_id) WHERE command <> 'cancel'`,
  `CREATE INDEX IF NOT EXISTS delivery_open ON delivery (created_at_ms) WHERE state = 'pending'`,
  `CREATE TABLE IF NOT EXISTS attempt (
     delivery_id text NOT NULL, number integer NOT NULL, command text NOT NULL, at_ms bigint NOT NULL, duration_ms integer NOT NULL,
     outcome text NOT NULL, http_status integer, answer text NOT NULL, PRIMARY KEY (delivery_id, number))`,
];

export async function openOutbox(sql: Sql, leaseMs = defaultLeaseMs): Promise<Outbox> {
  for (const table of tables) {
    // Two senders that make it in the same moment: the second finds it when it looks again.
    await sql.run(table).catch(() => sql.run(table));
  }
  const outbox = new SqlOutbox(sql, leaseMs);
  await outbox.live();
  return outbox;
}

/** What a sender works on. */
interface Hold {
  /**
   * What it let go of is taken up again under the next number, so that a statement of the time before, which the database
   * carries out late, changes nothing.
   */
  readonly number: number;
  readonly contract: string;
}

class SqlOutbox extends SqlOutboxReader implements Outbox {
  readonly #sql: Sql;
  readonly leaseMs: number;
  /** Who this sender is among those that share the outbox. */
  readonly #sender = randomUUID();
  /** What this sender works on, by the delivery's id. */
  readonly #holds = new Map<string, Hold>();

  constructor(sql: Sql, leaseMs: number) {
    super(sql);
    this.#sql = sql;
    this.leaseMs = leaseMs;
  }

  async add(record: DeliveryRecord): Promise<boolean> {
    const { id, command, contract, account, transactionId, roundId, amountMinor, body, state, attempts } = record;
    if (this.#holds.has(id)) return false;
    this.#holds.set(id, { number: 0, contract });
    const values = [
      id,
      command,
      keptPhase(contract, record.phase),
      account,
      transactionId,
      roundId,
      amountMinor,
      body,
      state,
      attempts,
      record.createdAtMs,
      this.#sender,
    ];
    const text = `INSERT INTO delivery VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0) ON CONFLICT DO NOTHING RETURNING id`;
    const added = (await this.#orLetGo(id, this.#sql.run(text, values))).length === 1;
    if (!added) this.#holds.delete(id);
    return added;
  }

  async note(id: string, { phase, state, attempts }: Progress, attempt?: AttemptRecord): Promise<boolean> {
    const hold = this.#holds.get(id);
    if (hold === undefined) return false;
    const values = [id, keptPhase(hold.contract, phase), state, attempts, this.#sender, hold.number];
    const text = `UPDATE delivery SET phase = $2, state = $3, attempts = $4
                    WHERE id = $1 AND sender = $5 AND hold = $6 AND state = 'pending' RETURNING id`;
    const noted = (await this.#orLetGo(id, this.#sql.run(text, values))).length === 1;
    if (noted && attempt) await this.#orLetGo(id, this.#log(id, attempt));
    if (!noted || state !== 'pending') this.#holds.delete(id);
    return noted;
  }

  async #log(id: string, { command, atMs, durationMs, outcome, httpStatus, answer }: AttemptRecord): Promise<void> {
    await this.#sql.run(
      `INSERT INTO attempt
         SELECT CAST($1 AS text), COALESCE(MAX(number), 0) + 1, CAST($2 AS text), CAST($3 AS bigint), CAST($4 AS integer),
                CAST($5 AS text), CAST($6 AS integer), CAST($7 AS text)
           FROM attempt WHERE delivery_id = $1`,
      [id, command, atMs, Math.round(durationMs), outcome, httpStatus ?? null, answer],
    );
  }

  /** Nobody knows what the database did when `work` fails: the delivery is free to be taken up again. */
  async #orLetGo<Result>(id: string, work: Promise<Result>): Promise<Result> {
    return work.catch((cause: unknown) => {
      this.#holds.delete(id);
      throw cause;
    });
  }

  async live(): Promise<void> {
    const text = `INSERT INTO sender VALUES ($1, ${this.#sql.nowMs} + $2) ON CONFLICT (id) DO UPDATE SET alive_until_ms = excluded.alive_until_ms`;
    await this.#sql.run(text, [this.#sender, this.leaseMs]);
  }

  async takeOver(contract: string): ReturnType<Outbox['takeOver']> {
    const free = `state = 'pending' AND (sender = $1 OR sender NOT IN (SELECT id FROM sender WHERE alive_until_ms > ${this.#sql.nowMs}))`;
    const rows = await this.#sql.run(`SELECT id, hold, phase FROM delivery WHERE ${free}`, [this.#sender]);
    const left = rows
      .map(({ id, hold, phase }) => ({ id: String(id), hold: Number(hold), contract: contractIn(String(phase)) }))
      .filter(({ id }) => !this.#holds.has(id));
    const ours = left.filter((each) => each.contract === contract);
    const text = `UPDATE delivery SET sender = $1, hold = hold + 1 WHERE id = $2 AND hold = $3 AND ${free} RETURNING *`;
    const taken = await Promise.allSettled(
      ours.map(async ({ id, hold }) => this.#take(await this.#sql.run(text, [this.#sender, id, hold]))),
    );
    // What could not be taken, or not be heard to be, is looked at again the next time.
    const records = taken.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    records.sort((a, b) => a.createdAtMs - b.createdAtMs);
    return { taken: records, leftAlone: left.filter((each) => each.contract !== contract) };
  }

  async reopen(id: string): Promise<DeliveryRecord | undefined> {
    const before = await this.find(id);
    if (before?.state !== 'unresolved' && (before?.state !== 'refused' || before.command === 'bet')) return undefined;
    const text = `UPDATE delivery SET state = 'pending', attempts = 0, sender = $1, hold = hold + 1 WHERE id = $2 AND state = $3 RETURNING *`;
    const [reopened] = this.#take(await this.#sql.run(text, [this.#sender, id, before.state]));
    return reopened && before;
  }

  #take(rows: readonly Row[]): DeliveryRecord[] {
    return rows.map((row) => {
      const record = toRecord(row);
      this.#holds.set(record.id, { number: Number(row['hold']), contract: record.contract });
      return record;
    });
  }

  async resolve(id: string): Promise<boolean> {
    const text = `UPDATE delivery SET state = 'resolved' WHERE id = $1 AND state IN ('unresolved', 'refused') RETURNING id`;
    return (await this.#sql.run(text, [id])).length === 1;
  }

  override async close(): Promise<void> {
    try {
      await this.#sql.run('DELETE FROM sender WHERE id = $1', [this.#sender]);
    } finally {
      await super.close();
    }
  }
}
