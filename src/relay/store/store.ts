/** What relays that share an outbox keep beside it: their keys, and which operators are paused. */
import { tokenHash } from '../../edge/token.ts';
import { isScope, type Scope } from '../scopes.ts';

/** A database with what SQLite and PostgreSQL share: numbered parameters `$1`, ON CONFLICT, RETURNING. */
export interface RelayDatabase {
  run(
    text: string,
    values?: readonly (string | number | null)[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** A key as it is kept: only the hash of its token. */
export interface Key {
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** For these operators alone, where any are named. */
  readonly operators?: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  readonly revokedAtMs?: number;
}

/** Its methods reject with the database's own error when the database does not answer. */
export interface RelayStore {
  /** All keys by their names, the revoked ones too. */
  keys(): Promise<Key[]>;
  /** Keeps the hash of a key's token. Resolves `false`, with nothing kept, when there is or was one of its name. */
  addKey(key: Pick<Key, 'name' | 'scopes' | 'operators'>, token: string): Promise<boolean>;
  /** Resolves `false` when there is no such key that is not revoked. */
  revokeKey(name: string): Promise<boolean>;
  /** The names of the operators that are paused. */
  paused(): Promise<ReadonlySet<string>>;
  pause(operator: string): Promise<void>;
  resume(operator: string): Promise<void>;
  close(): Promise<void>;
}

export const tables = [
  `CREATE TABLE IF NOT EXISTS relay_key (
     name text PRIMARY KEY, hash text NOT NULL UNIQUE, scopes text NOT NULL, operators text, created_at_ms bigint NOT NULL,
     revoked_at_ms bigint)`,
  `CREATE TABLE IF NOT EXISTS relay_pause (operator text PRIMARY KEY, since_ms bigint NOT NULL)`,
];

/** The tables must be there. */
export function storeIn(database: RelayDatabase): RelayStore {
  const run: RelayDatabase['run'] = (text, values) => database.run(text, values);
  return {
    keys: async () => (await run('SELECT * FROM relay_key ORDER BY name')).map(toKey),
    addKey: async ({ name, scopes, operators }, token) => {
      const text = `INSERT INTO relay_key (name, hash, scopes, operators, created_at_ms) VALUES ($1, $2, $3, $4, $5)
                      ON CONFLICT DO NOTHING RETURNING name`;
      const values = [name, tokenHash(token), scopes.join(), operators?.join() ?? null, Date.now()];
      return (await run(text, values)).length === 1;
    },
    revokeKey: async (name) => {
      const text = `UPDATE relay_key SET revoked_at_ms = $2 WHERE name = $1 AND revoked_at_ms IS NULL RETURNING name`;
      return (await run(text, [name, Date.now()])).length === 1;
    },
    paused: async () =>
      new Set((await run('SELECT operator FROM relay_pause')).map(({ operator }) => String(operator))),
    pause: async (operator) => {
      await run('INSERT INTO relay_pause VALUES ($1, $2) ON CONFLICT DO NOTHING', [operator, Date.now()]);
    },
    resume: async (operator) => {
      await run('DELETE FROM relay_pause WHERE operator = $1', [operator]);
    },
    close: () => database.close(),
  };
}

function toKey(row: Readonly<Record<string, unknown>>): Key {
  const { operators, revoked_at_ms: revoked } = row;
  return {
    name: String(row['name']),
    hash: String(row['hash']),
    scopes: String(row['scopes']).split(',').filter(isScope),
    createdAtMs: Number(row['created_at_ms']),
    ...(typeof operators === 'string' && { operators: operators.split(',') }),
    ...(revoked !== null && { revokedAtMs: Number(revoked) }),
  };
}
