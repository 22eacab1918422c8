/** The schema of a wallet in SQLite: each step takes it from its index to the next version. */
export const steps: readonly string[] = [
  `CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
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
   ) STRICT, WITHOUT ROWID;`,
  // By other names, so that an older program which is still running fails on them, and writes nothing by its own rules.
  `CREATE TABLE ledger_currency (code TEXT PRIMARY KEY, decimals INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   INSERT INTO ledger_currency SELECT 'XXX', CAST(value AS INTEGER) FROM setting WHERE name = 'currency-decimals';
   CREATE TABLE ledger_provider (
     name TEXT PRIMARY KEY,
     currency TEXT NOT NULL REFERENCES ledger_currency (code) ON UPDATE CASCADE,
     -- Null for the first provider, whose contracts and addresses are in the servers' flags.
     contracts TEXT,
     allowed TEXT,
     bets_paused INTEGER NOT NULL DEFAULT 0,
     wins_held INTEGER NOT NULL DEFAULT 0,
     signature TEXT NOT NULL DEFAULT 'off'
   ) STRICT, WITHOUT ROWID;
   INSERT INTO ledger_provider (name, currency) SELECT 'default', code FROM ledger_currency;
   CREATE TABLE ledger_provider_token (
     hash TEXT PRIMARY KEY,
     provider TEXT NOT NULL REFERENCES ledger_provider (name),
     replaced INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE ledger_provider_secret (
     secret TEXT NOT NULL,
     provider TEXT NOT NULL REFERENCES ledger_provider (name),
     replaced INTEGER NOT NULL,
     PRIMARY KEY (provider, secret)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE ledger_provider_guard (
     provider TEXT NOT NULL REFERENCES ledger_provider (name),
     guard TEXT NOT NULL,
     mode TEXT NOT NULL,
     most INTEGER NOT NULL,
     PRIMARY KEY (provider, guard)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE ledger_account (
     name TEXT PRIMARY KEY,
     active INTEGER NOT NULL CHECK (active IN (0, 1)),
     balance_minor INTEGER NOT NULL,
     version INTEGER NOT NULL,
     currency TEXT NOT NULL REFERENCES ledger_currency (code) ON UPDATE CASCADE,
     day_wins TEXT
   ) STRICT, WITHOUT ROWID;
   INSERT INTO ledger_account SELECT name, active, balance_minor, version, 'XXX', NULL FROM account;
   DROP TABLE account;
   CREATE TABLE ledger_entry (
     transaction_id TEXT NOT NULL,
     step INTEGER NOT NULL CHECK (step IN (0, 1, 2)),
     kind TEXT NOT NULL,
     account TEXT NOT NULL,
     round_id TEXT,
     delta_minor INTEGER NOT NULL,
     balance_after_minor INTEGER NOT NULL,
     account_version INTEGER NOT NULL,
     at_ms INTEGER NOT NULL,
     provider TEXT NOT NULL,
     target_id TEXT,
     studio INTEGER,
     game_code TEXT,
     game_type TEXT,
     type INTEGER,
     call_id INTEGER,
     sent_at_ms INTEGER,
     reason TEXT,
     held_minor INTEGER,
     PRIMARY KEY (provider, transaction_id, step)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO ledger_entry (
       transaction_id, step, kind, account, round_id, delta_minor, balance_after_minor, account_version, at_ms, provider)
     SELECT entry.transaction_id, entry.step, entry.kind, entry.account,
         CASE WHEN entry.kind = 'cancel' THEN made.round_id WHEN entry.kind IN ('bet', 'win') THEN entry.round_id END,
         entry.delta_minor, entry.balance_after_minor, entry.account_version, entry.at_ms,
         CASE WHEN entry.kind IN ('opening', 'credit', 'debit') THEN '-' ELSE 'default' END
       FROM entry LEFT JOIN entry AS made
         ON entry.step = 1 AND made.transaction_id = entry.transaction_id AND made.step = 0
       ORDER BY entry.transaction_id, entry.step;
   DROP TABLE entry;
   CREATE INDEX ledger_entry_by_time ON ledger_entry (account, at_ms);
   -- The round first: providers' rounds grow, so that new ones stand beside each other, and few pages are touched.
   CREATE INDEX ledger_entry_by_round ON ledger_entry (round_id, account, provider) WHERE round_id IS NOT NULL;
   CREATE INDEX ledger_entry_held ON ledger_entry (at_ms) WHERE kind = 'held';
   CREATE TABLE ledger_hour_net (
     provider TEXT NOT NULL,
     hour INTEGER NOT NULL,
     server TEXT NOT NULL,
     net_minor INTEGER NOT NULL,
     PRIMARY KEY (hour, provider, server)
   ) STRICT, WITHOUT ROWID;
   -- By hours, so that every zone which is whole hours from UTC has its days; by account, so that players can be counted.
   CREATE TABLE ledger_hour (
     hour INTEGER NOT NULL,
     account TEXT NOT NULL,
     provider TEXT NOT NULL,
     studio TEXT NOT NULL,
     game_code TEXT NOT NULL,
     game_type TEXT NOT NULL,
     currency TEXT NOT NULL REFERENCES ledger_currency (code) ON UPDATE CASCADE,
     stakes_minor INTEGER NOT NULL,
     wins_minor INTEGER NOT NULL,
     rounds INTEGER NOT NULL,
     PRIMARY KEY (hour, account, provider, studio, game_code, game_type)
   ) STRICT, WITHOUT ROWID;`,
];
