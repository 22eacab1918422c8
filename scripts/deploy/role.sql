-- The wallet's own role, which owns its schema and may do nothing else. compose.yaml has the database's image run this with
-- psql, as superuser and once, when the volume is new; the file with the password is its secret.
\set ON_ERROR_STOP on
\set password `cat "$WALLET_PASSWORD_FILE"`
CREATE ROLE seamless LOGIN PASSWORD :'password';
REVOKE ALL ON DATABASE seamless FROM PUBLIC;
GRANT CONNECT ON DATABASE seamless TO seamless;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- Of the role's name, so that it is found without being named.
CREATE SCHEMA AUTHORIZATION seamless;
