-- The wallet's own role, which owns its schema and may do nothing else. compose.yaml has the database's image run this once, when
-- the volume is new. For development: anybody knows the password.
CREATE ROLE operator LOGIN PASSWORD 'operator';
REVOKE ALL ON DATABASE operator FROM PUBLIC;
GRANT CONNECT ON DATABASE operator TO operator;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA AUTHORIZATION operator;
