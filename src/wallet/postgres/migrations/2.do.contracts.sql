-- By other names, so that an older program which is still running fails on them, and writes nothing by its own rules.
CREATE TABLE ledger_currency (
  code text PRIMARY KEY,
  decimals smallint NOT NULL
);
-- ISO's "no currency", until one is named.
INSERT INTO ledger_currency SELECT 'XXX', value::smallint FROM setting WHERE name = 'currency-decimals';

CREATE TABLE ledger_provider (
  name text PRIMARY KEY,
  currency text NOT NULL REFERENCES ledger_currency (code) ON UPDATE CASCADE,
  -- Null for the first provider, whose contracts and addresses are in the servers' flags.
  contracts text,
  allowed text,
  bets_paused smallint NOT NULL DEFAULT 0,
  wins_held smallint NOT NULL DEFAULT 0,
  signature text NOT NULL DEFAULT 'off'
);
INSERT INTO ledger_provider (name, currency) SELECT 'default', code FROM ledger_currency;
CREATE TABLE ledger_provider_token (
  hash text PRIMARY KEY,
  provider text NOT NULL REFERENCES ledger_provider (name),
  replaced smallint NOT NULL
);
CREATE TABLE ledger_provider_secret (
  secret text NOT NULL,
  provider text NOT NULL REFERENCES ledger_provider (name),
  replaced smallint NOT NULL,
  PRIMARY KEY (provider, secret)
);
CREATE TABLE ledger_provider_guard (
  provider text NOT NULL REFERENCES ledger_provider (name),
  guard text NOT NULL,
  mode text NOT NULL,
  most bigint NOT NULL,
  PRIMARY KEY (provider, guard)
);

ALTER TABLE account RENAME TO ledger_account;
ALTER INDEX account_pkey RENAME TO ledger_account_pkey;
ALTER TABLE ledger_account ADD COLUMN currency text NOT NULL DEFAULT 'XXX' REFERENCES ledger_currency (code) ON UPDATE CASCADE;
ALTER TABLE ledger_account ALTER COLUMN currency DROP DEFAULT;
ALTER TABLE ledger_account ADD COLUMN day_wins text;

ALTER TABLE entry RENAME TO ledger_entry;
ALTER TABLE ledger_entry DROP CONSTRAINT entry_pkey;
ALTER TABLE ledger_entry DROP CONSTRAINT entry_step_check;
ALTER TABLE ledger_entry ALTER COLUMN round_id DROP NOT NULL;
ALTER TABLE ledger_entry
  ADD COLUMN provider text NOT NULL DEFAULT 'default',
  ADD COLUMN target_id text,
  ADD COLUMN studio bigint,
  ADD COLUMN game_code text,
  ADD COLUMN game_type text,
  ADD COLUMN type bigint,
  ADD COLUMN call_id bigint,
  ADD COLUMN sent_at_ms bigint,
  ADD COLUMN reason text,
  ADD COLUMN held_minor bigint,
  ADD CONSTRAINT ledger_entry_step_check CHECK (step IN (0, 1, 2));
ALTER TABLE ledger_entry ALTER COLUMN provider DROP DEFAULT;
UPDATE ledger_entry AS undo SET round_id = made.round_id
  FROM ledger_entry AS made WHERE undo.step = 1 AND made.step = 0 AND made.transaction_id = undo.transaction_id;
UPDATE ledger_entry SET round_id = NULL, provider = CASE WHEN kind = 'tombstone' THEN 'default' ELSE '-' END
  WHERE kind NOT IN ('bet', 'win', 'cancel');

ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_pkey PRIMARY KEY (provider, transaction_id, step);
CREATE INDEX ledger_entry_by_time ON ledger_entry (account, at_ms);
-- The round first: providers' rounds grow, so that new ones stand beside each other, and few pages are touched.
CREATE INDEX ledger_entry_by_round ON ledger_entry (round_id, account, provider) WHERE round_id IS NOT NULL;
CREATE INDEX ledger_entry_held ON ledger_entry (at_ms) WHERE kind = 'held';

CREATE TABLE ledger_hour_net (
  provider text NOT NULL,
  hour bigint NOT NULL,
  server text NOT NULL,
  net_minor bigint NOT NULL,
  PRIMARY KEY (hour, provider, server)
);

-- By hours, so that every zone which is whole hours from UTC has its days; by account, so that players can be counted.
CREATE TABLE ledger_hour (
  hour bigint NOT NULL,
  account text NOT NULL,
  provider text NOT NULL,
  studio text NOT NULL,
  game_code text NOT NULL,
  game_type text NOT NULL,
  currency text NOT NULL REFERENCES ledger_currency (code) ON UPDATE CASCADE,
  stakes_minor bigint NOT NULL,
  wins_minor bigint NOT NULL,
  rounds bigint NOT NULL,
  PRIMARY KEY (hour, account, provider, studio, game_code, game_type)
);
