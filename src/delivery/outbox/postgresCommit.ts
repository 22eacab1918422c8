/** All that a group of deliveries has to have kept, as one statement for PostgreSQL. */
import type { Addition, Change, Changed, Note, Row } from './database.ts';
import type { DeliveryKey } from './outbox.ts';
import { idOfRow, resolvable } from './schema.ts';

type RunArrays = (text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

/**
 * Settlements are listed by their numbers, and a reader must never find a lower number behind a higher one. A number is drawn when a row
 * is written, but seen when its transaction is committed; so whoever settles holds a lock from before its first number until its commit,
 * for which nobody has to be waited within a single statement. The lock is taken before any row, lest two statements wait for
 * each other.
 */
const settlementLock = `pg_advisory_xact_lock(hashtext('seamless outbox settlements'))`;

/** Makes all changes durable by one statement. `nowMs` is the database's own time, as an expression. */
export function commitBy(run: RunArrays, nowMs: string): (changes: readonly Change[]) => Promise<readonly Changed[]> {
  const text = statement(nowMs);
  return async (changes) => {
    const additions = changes.filter((change) => change.kind === 'add');
    const notes = changes.filter((change) => change.kind === 'note');
    const settles = notes.some(({ state }) => state !== 'pending');
    const rows = await run(text, [
      settles,
      ...addedColumns.map(([, , value]) => additions.map(value)),
      ...notedColumns.map(([, , value]) => notes.map(value)),
    ]);
    const numbers = new Map(rows.map(({ name, number }) => [String(name), Number(number)]));
    return changes.map((change) => numbers.get(change.kind === 'add' ? change.record.id : String(change.number)));
  };
}

type Column<Of> = readonly [name: string, type: string, value: (of: Of) => string | number | bigint | null];

const addedColumns: readonly Column<Addition>[] = [
  ['operator', 'text', ({ record }) => record.operator],
  ['command', 'text', ({ record }) => record.command],
  ['contract', 'text', ({ record }) => record.contract],
  ['phase', 'text', ({ record }) => record.phase],
  ['account', 'text', ({ record }) => record.account],
  ['transaction_id', 'text', ({ record }) => record.transactionId],
  ['round_id', 'text', ({ record }) => record.roundId],
  ['amount_minor', 'bigint', ({ record }) => record.amountMinor],
  ['body', 'text', ({ record }) => record.body],
  ['state', 'text', ({ record }) => record.state],
  ['attempts', 'integer', ({ record }) => record.attempts],
  ['created_at_ms', 'bigint', ({ record }) => record.createdAtMs],
  ['sender', 'text', ({ sender }) => sender],
];

const notedColumns: readonly Column<Note>[] = [
  ['delivery', 'bigint', ({ number }) => number],
  ['id', 'text', ({ id }) => id],
  ['sender', 'text', ({ sender }) => sender],
  ['hold', 'integer', ({ hold }) => hold],
  ['phase', 'text', ({ phase }) => phase],
  ['state', 'text', ({ state }) => state],
  ['attempts', 'integer', ({ attempts }) => attempts],
  ['due_at_ms', 'bigint', ({ dueAtMs }) => (dueAtMs === undefined ? null : Math.round(dueAtMs))],
  ['logged', 'integer', ({ logged }) => logged],
  ['command', 'text', ({ attempt }) => attempt?.command ?? null],
  ['at_ms', 'bigint', ({ attempt }) => attempt?.atMs ?? null],
  ['duration_ms', 'integer', ({ attempt }) => (attempt ? Math.round(attempt.durationMs) : null)],
  ['outcome', 'text', ({ attempt }) => attempt?.outcome ?? null],
  ['http_status', 'integer', ({ attempt }) => attempt?.httpStatus ?? null],
  ['answer', 'text', ({ attempt }) => attempt?.answer ?? null],
];

function statement(nowMs: string): string {
  const names = (columns: readonly Column<never>[]): string => columns.map(([name]) => name).join(', ');
  const arrays = (columns: readonly Column<never>[], first: number): string =>
    `unnest(${columns.map(([, type], index) => `$${first + index}::${type}[]`).join(', ')})`;
  const locked = '(SELECT count(*) FROM locked) >= 0';
  return `
    WITH locked AS MATERIALIZED (SELECT ${settlementLock} WHERE $1::boolean),
    given AS (SELECT * FROM ${arrays(notedColumns, 2 + addedColumns.length)} AS each (${names(notedColumns)})),
    added AS (
      INSERT INTO delivery (${names(addedColumns)}, logged, hold)
        SELECT ${names(addedColumns)}, 0, 0 FROM ${arrays(addedColumns, 2)} AS each (${names(addedColumns)}) WHERE ${locked}
        ON CONFLICT DO NOTHING RETURNING number, operator, command, transaction_id),
    noted AS (
      UPDATE delivery SET phase = given.phase, state = given.state, attempts = given.attempts, due_at_ms = given.due_at_ms,
                          logged = given.logged, last_outcome = COALESCE(given.outcome, last_outcome), noted_at_ms = ${nowMs}
        FROM given
        WHERE ${locked} AND delivery.number = given.delivery AND delivery.sender = given.sender AND delivery.hold = given.hold
          AND ${idOfRow} = given.id AND delivery.state = 'pending'
        RETURNING delivery.number, delivery.operator, given.*),
    logged AS (
      INSERT INTO attempt SELECT number, logged, command, at_ms, duration_ms, outcome, http_status, answer FROM noted WHERE outcome IS NOT NULL),
    settled AS (
      INSERT INTO settlement (operator, delivery, state, at_ms) SELECT operator, number, state, ${nowMs} FROM noted WHERE state <> 'pending')
    SELECT operator || ':' || command || ':' || transaction_id AS name, number FROM added
      UNION ALL SELECT CAST(number AS text), number FROM noted`;
}

/** Notes that a person has settled what was unresolved or refused. */
export function resolveBy(run: RunArrays, nowMs: string): (key: DeliveryKey) => Promise<boolean> {
  const text = `
    WITH locked AS MATERIALIZED (SELECT ${settlementLock}),
    ended AS (
      UPDATE delivery SET state = 'resolved', noted_at_ms = ${nowMs} WHERE (SELECT count(*) FROM locked) = 1 AND ${resolvable} RETURNING number, operator),
    settled AS (INSERT INTO settlement (operator, delivery, state, at_ms) SELECT operator, number, 'resolved', ${nowMs} FROM ended)
    SELECT number FROM ended`;
  return async ({ transactionId, operator, command }) =>
    (await run(text, [transactionId, operator, command])).length === 1;
}
