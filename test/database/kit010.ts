/** What kit 0.1.0 made, which did not say whose it is. */
export const sqliteWallet = `
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE account (
    name TEXT PRIMARY KEY,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    balance_minor INTEGER NOT NULL,
    version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE entry (
    transaction_id TEXT NOT NULL,
    step INTEGER NOT NULL CHECK (step IN (0, 1)),
    kind TEXT NOT NULL,
    account TEXT NOT NULL,
    round_id TEXT NOT NULL,
    delta_minor INTEGER NOT NULL,
    balance_after_minor INTEGER NOT NULL,
    account_version INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (transaction_id, step)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO setting VALUES ('currency-decimals', '2');
  INSERT INTO account VALUES ('anna', 1, 1000, 1);
  INSERT INTO entry VALUES ('opening:anna', 0, 'opening', 'anna', '', 1000, 1000, 1, 1);
  PRAGMA user_version = 1;
  PRAGMA journal_mode = WAL;`;

export const postgresWallet = `
  CREATE TABLE schema_version (version BIGINT PRIMARY KEY);
  ALTER TABLE schema_version ADD COLUMN name TEXT;
  ALTER TABLE schema_version ADD COLUMN md5 TEXT;
  ALTER TABLE schema_version ADD COLUMN run_at TIMESTAMP WITH TIME ZONE;
  INSERT INTO schema_version (version) VALUES (0), (1);
  CREATE TABLE setting (name text PRIMARY KEY, value text NOT NULL);
  CREATE TABLE account (name text PRIMARY KEY, active boolean NOT NULL, balance_minor bigint NOT NULL, version bigint NOT NULL) WITH (fillfactor = 50);
  CREATE TABLE entry (
    transaction_id text NOT NULL, step smallint NOT NULL CHECK (step IN (0, 1)), kind text NOT NULL, account text NOT NULL, round_id text NOT NULL,
    delta_minor bigint NOT NULL, balance_after_minor bigint NOT NULL, account_version bigint NOT NULL, at_ms bigint NOT NULL,
    PRIMARY KEY (transaction_id, step)
  );
  INSERT INTO setting VALUES ('currency-decimals', '2');
  INSERT INTO account VALUES ('anna', true, 1000, 1);
  INSERT INTO entry VALUES ('opening:anna', 0, 'opening', 'anna', '', 1000, 1000, 1, 1);`;

/** On both. */
export const outbox = `
  CREATE TABLE IF NOT EXISTS sender (id text PRIMARY KEY, alive_until_ms bigint NOT NULL);
  CREATE TABLE IF NOT EXISTS delivery (
    id text PRIMARY KEY, command text NOT NULL, phase text NOT NULL, account text NOT NULL, transaction_id text NOT NULL,
    round_id text NOT NULL, amount_minor bigint NOT NULL, body text NOT NULL, state text NOT NULL, attempts integer NOT NULL,
    created_at_ms bigint NOT NULL, sender text NOT NULL, hold integer NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS delivery_movement ON delivery (transaction_id) WHERE command <> 'cancel';
  CREATE INDEX IF NOT EXISTS delivery_open ON delivery (created_at_ms) WHERE state = 'pending';
  CREATE TABLE IF NOT EXISTS attempt (
    delivery_id text NOT NULL, number integer NOT NULL, command text NOT NULL, at_ms bigint NOT NULL, duration_ms integer NOT NULL,
    outcome text NOT NULL, http_status integer, answer text NOT NULL, PRIMARY KEY (delivery_id, number));
  INSERT INTO delivery VALUES ('win:1', 'win', 'win', 'anna', '1', 'r', 250, '{}', 'unresolved', 3, 1, 'dead', 0);`;
