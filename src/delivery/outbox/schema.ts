/** The tables of an outbox, and how those of kit 0.1.0 become them. */

/** A delivery by its key, whose parts are the first values of a statement. */
export const byKey = 'transaction_id = $1 AND operator = $2 AND command = $3';

/** The id of a delivery's row, as an expression. */
export const idOfRow = `(delivery.operator || ':' || delivery.command || ':' || delivery.transaction_id)`;

/** What SQLite and PostgreSQL write differently. */
export interface Dialect {
  /** The type of a key that counts up by itself. */
  readonly counted: string;
  /** What follows the columns of a table that is only found by its key. */
  readonly keyed: string;
  /** The database's own time in milliseconds, as an expression: the clocks of its senders may differ. */
  readonly nowMs: string;
}

/**
 * A delivery's key is one index, which holds of a transaction either its bet or its win, and its cancel. A settlement names how a delivery
 * ended at a time; what is told beside that stands in the delivery.
 */
export function tables({ counted, keyed }: Dialect): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS sender (id text PRIMARY KEY, alive_until_ms bigint NOT NULL, lease_ms bigint NOT NULL)`,
    `CREATE TABLE IF NOT EXISTS delivery (
       number ${counted}, operator text NOT NULL, command text NOT NULL, contract text NOT NULL, phase text NOT NULL,
       account text NOT NULL, transaction_id text NOT NULL, round_id text NOT NULL, amount_minor bigint NOT NULL, body text NOT NULL,
       state text NOT NULL, attempts integer NOT NULL, created_at_ms bigint NOT NULL, noted_at_ms bigint, due_at_ms bigint, last_outcome text,
       logged integer NOT NULL, sender text NOT NULL, hold integer NOT NULL)`,
    `CREATE UNIQUE INDEX IF NOT EXISTS delivery_key ON delivery (transaction_id, operator, (command = 'cancel'))`,
    `CREATE INDEX IF NOT EXISTS delivery_account ON delivery (account)`,
    `CREATE INDEX IF NOT EXISTS delivery_round ON delivery (round_id)`,
    `CREATE INDEX IF NOT EXISTS delivery_pending ON delivery (sender, operator, contract) WHERE state = 'pending'`,
    `CREATE INDEX IF NOT EXISTS delivery_unresolved ON delivery (operator, number) WHERE state = 'unresolved'`,
    `CREATE TABLE IF NOT EXISTS attempt (
       delivery bigint NOT NULL, number integer NOT NULL, command text NOT NULL, at_ms bigint NOT NULL, duration_ms integer NOT NULL,
       outcome text NOT NULL, http_status integer, answer text NOT NULL, PRIMARY KEY (delivery, number))${keyed}`,
    `CREATE TABLE IF NOT EXISTS settlement (
       number ${counted}, operator text NOT NULL, delivery bigint NOT NULL, state text NOT NULL, at_ms bigint NOT NULL)`,
    `CREATE INDEX IF NOT EXISTS settlement_list ON settlement (operator, number)`,
  ];
}

/** What a person may settle, by its key. */
export const resolvable = `${byKey} AND state IN ('unresolved', 'refused')`;

/** Whether the sender in this row counts as alive. A lease further ahead than a lease can be was given before the clock was set back. */
export function isAlive(nowMs: string): string {
  return `(alive_until_ms > ${nowMs} AND alive_until_ms <= ${nowMs} + lease_ms)`;
}

/** Longer than any lease of kit 0.1.0 that was not meant for a test. */
const oldLeaseMs = 60_000;

/** Of an outbox of kit 0.1.0: how many deliveries it has, and how many senders at work. */
export function oldFigures({ nowMs }: Dialect): string {
  return `SELECT (SELECT count(*) FROM delivery) AS deliveries,
    (SELECT count(*) FROM sender WHERE alive_until_ms > ${nowMs} AND alive_until_ms < ${nowMs} + ${oldLeaseMs}) AS senders`;
}

/** From the tables of kit 0.1.0, whose one operator had no name. Its contract, unless it was v1, stood before the phase. */
export function migration(dialect: Dialect, operator: string): readonly string[] {
  const phase = dialect.nowMs.includes('unixepoch')
    ? `substr(phase, instr(phase, ' ') + 1)`
    : `regexp_replace(phase, '^.* ', '')`;
  const contract = dialect.nowMs.includes('unixepoch')
    ? `CASE instr(phase, ' ') WHEN 0 THEN 'v1' ELSE substr(phase, 1, instr(phase, ' ') - 1) END`
    : `CASE WHEN phase LIKE '% %' THEN regexp_replace(phase, ' .*$', '') ELSE 'v1' END`;
  const columns =
    'operator, command, contract, phase, account, transaction_id, round_id, amount_minor, body, state, attempts, created_at_ms, noted_at_ms, due_at_ms, last_outcome, logged, sender, hold';
  return [
    'DROP INDEX delivery_movement',
    'DROP INDEX delivery_open',
    'ALTER TABLE delivery RENAME TO old_delivery',
    'ALTER TABLE attempt RENAME TO old_attempt',
    'DROP TABLE sender',
    ...tables(dialect),
    `INSERT INTO delivery (${columns})
       SELECT '${operator}', command, ${contract}, ${phase}, account, transaction_id, round_id, amount_minor, body, state, attempts, created_at_ms, created_at_ms, NULL,
              (SELECT outcome FROM old_attempt WHERE delivery_id = id ORDER BY number DESC LIMIT 1),
              (SELECT count(*) FROM old_attempt WHERE delivery_id = id), sender, hold
         FROM old_delivery ORDER BY created_at_ms, id`,
    `INSERT INTO attempt
       SELECT delivery.number, old_attempt.number, old_attempt.command, at_ms, duration_ms, outcome, http_status, answer
         FROM old_attempt JOIN delivery ON delivery_id = delivery.command || ':' || transaction_id`,
    `INSERT INTO settlement (operator, delivery, state, at_ms)
       SELECT operator, number, state, created_at_ms FROM delivery WHERE state <> 'pending' ORDER BY number`,
    // They are dead, and what they left is found by them.
    `INSERT INTO sender SELECT DISTINCT sender, 0, 0 FROM delivery WHERE state = 'pending'`,
    'DROP TABLE old_delivery',
    'DROP TABLE old_attempt',
  ];
}
