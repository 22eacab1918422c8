import {
  type AttemptRecord,
  type DeliveryRecord,
  type DeliveryState,
  deliveryStates,
  type MovingCommand,
  type OutboxReader,
} from './outbox.ts';

/** A database to read from, with numbered parameters `$1`. */
export interface SqlReader {
  run(text: string, values?: readonly Value[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}
export type Value = string | bigint | number | null;
export type Row = Readonly<Record<string, unknown>>;

export class SqlOutboxReader implements OutboxReader {
  readonly #sql: SqlReader;

  constructor(sql: SqlReader) {
    this.#sql = sql;
  }

  async find(id: string): Promise<DeliveryRecord | undefined> {
    const [row] = await this.#sql.run('SELECT * FROM delivery WHERE id = $1', [id]);
    return row && toRecord(row);
  }

  async attempts(id: string): Promise<AttemptRecord[]> {
    return (await this.#sql.run('SELECT * FROM attempt WHERE delivery_id = $1 ORDER BY number', [id])).map(toAttempt);
  }

  async list(state: DeliveryState | undefined, after: string, limit: number): Promise<DeliveryRecord[]> {
    const text = `SELECT * FROM delivery WHERE id > $1 ${state ? 'AND state = $3' : ''} ORDER BY id LIMIT $2`;
    return (await this.#sql.run(text, [after, limit, ...(state ? [state] : [])])).map(toRecord);
  }

  async close(): Promise<void> {
    await this.#sql.close();
  }
}

export function toRecord(row: Row): DeliveryRecord {
  return {
    id: String(row['id']),
    command: moving(row['command']),
    contract: contractIn(String(row['phase'])),
    phase: moving(String(row['phase']).split(' ').at(-1)),
    account: String(row['account']),
    transactionId: String(row['transaction_id']),
    roundId: String(row['round_id']),
    amountMinor: BigInt(String(row['amount_minor'])),
    body: String(row['body']),
    state: deliveryStates.find((state) => state === row['state']) ?? unknown('state', row['state']),
    attempts: Number(row['attempts']),
    createdAtMs: Number(row['created_at_ms']),
  };
}

function toAttempt(row: Row): AttemptRecord {
  return {
    command: moving(row['command']),
    atMs: Number(row['at_ms']),
    durationMs: Number(row['duration_ms']),
    outcome: String(row['outcome']),
    httpStatus: row['http_status'] === null ? undefined : Number(row['http_status']),
    answer: String(row['answer']),
  };
}

/** The contract that deliveries are in of which none is named. */
const unnamed = 'v1';

/**
 * The phase as it is kept: with its contract before it, as in `v4 win`, unless that is the first. A program that knows
 * only the first fails on such a phase and sends nothing, but holds the delivery while it lives: its senders are to be ended first.
 */
export function keptPhase(contract: string, phase: MovingCommand): string {
  return contract === unnamed ? phase : `${contract} ${phase}`;
}

export function contractIn(kept: string): string {
  return kept.split(' ').at(-2) ?? unnamed;
}

function moving(value: unknown): MovingCommand {
  return value === 'bet' || value === 'win' || value === 'cancel' ? value : unknown('command', value);
}

function unknown(what: string, value: unknown): never {
  throw new Error(`the outbox has a ${what} that this program does not know: ${String(value)}`);
}
