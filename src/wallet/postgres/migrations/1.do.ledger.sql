CREATE TABLE setting (
  name text PRIMARY KEY,
  value text NOT NULL
);

-- Room in every page, so that a new balance is written beside the old one and no index is touched.
CREATE TABLE account (
  name text PRIMARY KEY,
  active boolean NOT NULL,
  balance_minor bigint NOT NULL,
  version bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE entry (
  transaction_id text NOT NULL,
  step smallint NOT NULL CHECK (step IN (0, 1)),
  kind text NOT NULL,
  account text NOT NULL,
  round_id text NOT NULL,
  delta_minor bigint NOT NULL,
  balance_after_minor bigint NOT NULL,
  account_version bigint NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (transaction_id, step)
);
