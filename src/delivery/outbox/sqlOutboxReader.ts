import type { ReadableDatabase, Row, Value } from './database.ts';
import {
  type AttemptRecord,
  deliveryId,
  deliveryKey,
  type DeliveryRecord,
  type DeliveryState,
  deliveryStates,
  type MovingCommand,
  movingCommands,
  type OutboxReader,
  UnknownCursor,
} from './outbox.ts';
import { byKey } from './schema.ts';
import type { DeliveryQuery, OpenDeliveries, Page, Settlement } from './query.ts';

/** The values for `byKey`. */
export function keyValues(id: string): [string, string, string] | undefined {
  const key = deliveryKey(id);
  return key && [key.transactionId, key.operator, key.command];
}

export class SqlOutboxReader implements OutboxReader {
  readonly #database: ReadableDatabase;

  constructor(database: ReadableDatabase) {
    this.#database = database;
  }

  async find(id: string): Promise<DeliveryRecord | undefined> {
    const key = keyValues(id);
    if (!key) return undefined;
    const [row] = await this.#database.run(`SELECT * FROM delivery WHERE ${byKey}`, key);
    return row && toRecord(row);
  }

  async attempts(id: string): Promise<AttemptRecord[]> {
    const key = keyValues(id);
    if (!key) return [];
    const text = `SELECT * FROM attempt WHERE delivery = (SELECT number FROM delivery WHERE ${byKey}) ORDER BY number`;
    return (await this.#database.run(text, key)).map(toAttempt);
  }

  async list(query: DeliveryQuery, after: string, limit: number): Promise<Page<DeliveryRecord>> {
    const { conditions, values } = conditionsOf(query, [numberOf(after), limit]);
    const where = ['number > $1', ...conditions].join(' AND ');
    const rows = await this.#database.run(`SELECT * FROM delivery WHERE ${where} ORDER BY number LIMIT $2`, values);
    return { items: rows.map(toRecord), cursor: rows.length === 0 ? after : String(Number(rows.at(-1)?.['number'])) };
  }

  async settlements(operator: string, after: string, limit: number): Promise<Page<Settlement>> {
    const rows = await this.#database.run(
      `SELECT delivery.*, settlement.number AS settlement, settlement.state AS settled_state, at_ms
         FROM settlement JOIN delivery ON delivery.number = delivery
         WHERE settlement.operator = $1 AND settlement.number > $2 ORDER BY settlement.number LIMIT $3`,
      [operator, numberOf(after), limit],
    );
    if (rows.length === 0) await this.#demandSettled(numberOf(after));
    const items = rows.map(toSettlement);
    return { items, cursor: items.at(-1)?.cursor ?? after };
  }

  /** Behind a cursor that nobody was told, rows to come would be missed. */
  async #demandSettled(number: number): Promise<void> {
    if (number === 0) return;
    const [row] = await this.#database.run(this.#database.lastSettlement);
    const last = row?.['last'] ?? null;
    if (last !== null && number > Number(last))
      throw new UnknownCursor(`"${number}" is no cursor of this list: it has not come that far`);
  }

  async open(): Promise<OpenDeliveries[]> {
    const rows = await this.#database.run(
      `SELECT operator, sum(pending) AS pending, sum(unresolved) AS unresolved, min(since) AS since FROM (
         SELECT operator, count(*) AS pending, 0 AS unresolved, NULL AS since FROM delivery WHERE state = 'pending' GROUP BY operator
         UNION ALL
         SELECT operator, 0, count(*), min(created_at_ms) FROM delivery WHERE state = 'unresolved' GROUP BY operator
       ) AS open GROUP BY operator ORDER BY operator`,
    );
    return rows.map(({ operator, pending, unresolved, since }) => ({
      operator: String(operator),
      pending: Number(pending),
      unresolved: Number(unresolved),
      ...(since !== null && { unresolvedSinceMs: Number(since) }),
    }));
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

function conditionsOf(query: DeliveryQuery, first: readonly Value[]): { conditions: string[]; values: Value[] } {
  const { operator, account, roundId, transactionId, state, createdFromMs, createdUntilMs, error } = query;
  const values = [...first];
  const given = (condition: string, value: Value | undefined): string[] =>
    value === undefined ? [] : [condition.replace('?', `$${values.push(value)}`)];
  const conditions = [
    ...given('operator = ?', operator),
    ...given('account = ?', account),
    ...given('round_id = ?', roundId),
    ...given('transaction_id = ?', transactionId),
    ...given('created_at_ms >= ?', createdFromMs),
    ...given('created_at_ms < ?', createdUntilMs),
    ...given('last_outcome = ?', error),
    // As it stands, so that the database sees which index is for it.
    ...(state ? [`state = '${state}'`] : []),
  ];
  return { conditions, values };
}

/** Throws `UnknownCursor` for what is no cursor of a list. */
function numberOf(cursor: string): number {
  if (cursor === '') return 0;
  const number = /^[0-9]{1,15}$/.test(cursor) ? Number(cursor) : NaN;
  if (Number.isNaN(number)) throw new UnknownCursor(`${JSON.stringify(cursor)} is no cursor of this list`);
  return number;
}

export function toRecord(row: Row): DeliveryRecord {
  const key = {
    operator: String(row['operator']),
    command: moving(row['command']),
    transactionId: String(row['transaction_id']),
  };
  const due = row['due_at_ms'];
  return {
    ...key,
    id: deliveryId(key),
    contract: String(row['contract']),
    phase: moving(row['phase']),
    account: String(row['account']),
    roundId: String(row['round_id']),
    amountMinor: BigInt(String(row['amount_minor'])),
    body: String(row['body']),
    state: stateOf(row['state']),
    attempts: Number(row['attempts']),
    createdAtMs: Number(row['created_at_ms']),
    ...(due !== null && { dueAtMs: Number(due) }),
  };
}

function toSettlement(row: Row): Settlement {
  const state = stateOf(row['settled_state']);
  if (state === 'pending') throw new Error('the outbox has a settlement of what is pending');
  return { delivery: toRecord(row), state, atMs: Number(row['at_ms']), cursor: String(row['settlement']) };
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

function stateOf(value: unknown): DeliveryState {
  return deliveryStates.find((state) => state === value) ?? unknown('state', value);
}

function moving(value: unknown): MovingCommand {
  return movingCommands.find((command) => command === value) ?? unknown('command', value);
}

function unknown(what: string, value: unknown): never {
  throw new Error(`the outbox has a ${what} that this program does not know: ${String(value)}`);
}
