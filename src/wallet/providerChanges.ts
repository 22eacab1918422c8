/** Changes of the providers, by hand. A token is one provider's alone: its hash is the key of its table. */
import { changeAll } from './change.ts';
import type { SignatureMode } from './providers.ts';
import { requireProvider } from './sound.ts';
import type { Statement, Store } from './store.ts';
import type { Guards } from './terms.ts';

export interface NewProvider {
  readonly name: string;
  /** The names of the contracts in which its callbacks may come. */
  readonly contracts: readonly string[];
  /** The code of a currency that the wallet has. */
  readonly currency: string;
  readonly allowedAddresses: readonly string[] | undefined;
  /** SHA-256, in hex. */
  readonly tokenHash: string;
  readonly signatureMode: SignatureMode;
  readonly signatureSecret: string | undefined;
  readonly guards: Guards;
}

/** Why nothing was changed; `undefined` when it was. */
export type WhyNot = 'name-taken' | 'token-taken' | 'under-way' | undefined;

/** Throws `RangeError` for a name that is none. */
export async function createProvider(store: Store, provider: NewProvider): Promise<WhyNot> {
  const { name, contracts, currency, allowedAddresses, tokenHash, signatureMode, signatureSecret, guards } = provider;
  requireProvider(name);
  const row = {
    sql: `INSERT INTO ledger_provider (name, currency, contracts, allowed, signature) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING`,
    values: [name, currency, contracts.join(), allowedAddresses?.join() ?? null, signatureMode],
  };
  const secrets = signatureSecret === undefined ? [] : [insert('secret', name, signatureSecret)];
  const place = await changeAll(store, [
    row,
    insert('token', name, tokenHash),
    ...secrets,
    ...keepGuards(name, guards),
  ]);
  if (place === undefined) return undefined;
  return place === 0 ? 'name-taken' : 'token-taken';
}

/** What may be paused: new bets, or all wins, which are held then. */
const pauses = { bets: 'bets_paused', wins: 'wins_held' } as const;

/** Resolves `false` when there is no such provider. */
export async function setPaused(
  store: Store,
  name: string,
  what: keyof typeof pauses,
  paused: boolean,
): Promise<boolean> {
  const sql = `UPDATE ledger_provider SET ${pauses[what]} = CAST($2 AS smallint) WHERE name = $1`;
  return (await changeAll(store, [{ sql, values: [name, paused ? 1n : 0n] }])) === undefined;
}

/** Changes these guards, and leaves the others as they are; the provider must be there. */
export async function setGuards(store: Store, name: string, guards: Partial<Guards>): Promise<void> {
  await changeAll(store, keepGuards(name, guards));
}

function keepGuards(name: string, guards: Partial<Guards>): Statement[] {
  const sql = `INSERT INTO ledger_provider_guard (provider, guard, mode, most) VALUES ($1, $2, $3, $4)
    ON CONFLICT (provider, guard) DO UPDATE SET mode = excluded.mode, most = excluded.most`;
  return Object.entries(guards).map(([guard, { mode, limit }]) => ({ sql, values: [name, guard, mode, limit] }));
}

/** What is replaced in two steps, so that both are valid between them. */
const rotated = {
  token: { table: 'ledger_provider_token', column: 'hash' },
  secret: { table: 'ledger_provider_secret', column: 'secret' },
} as const;
type Rotated = keyof typeof rotated;

/**
 * Makes this the present one; the one before stays valid until the rotation is finished, or not, when `atOnce`. One that
 * is under way must be finished before, unless `atOnce`.
 */
export async function rotate(
  store: Store,
  what: Rotated,
  name: string,
  value: string,
  atOnce: boolean,
): Promise<WhyNot> {
  const { table } = rotated[what];
  const end = { sql: `DELETE FROM ${table} WHERE provider = $1`, values: [name] };
  const replace = {
    sql: `UPDATE ${table} SET replaced = 1 WHERE provider = $1 AND replaced = 0
            AND NOT EXISTS (SELECT 1 FROM ${table} AS other WHERE other.provider = $1 AND other.replaced = 1)`,
    values: [name],
  };
  const place = await changeAll(store, [atOnce ? end : replace, insert(what, name, value)]);
  if (place === undefined) return undefined;
  return place === 0 ? 'under-way' : 'token-taken';
}

/** Ends what is being replaced; resolves `false` when nothing is. */
export async function finishRotation(store: Store, what: Rotated, name: string): Promise<boolean> {
  const sql = `DELETE FROM ${rotated[what].table} WHERE provider = $1 AND replaced = 1`;
  return (await changeAll(store, [{ sql, values: [name] }])) === undefined;
}

/** Sets whether signatures are looked at, and the first secret where there was none. Resolves `false` when nothing was changed. */
export async function setSignature(store: Store, name: string, mode: SignatureMode, secret?: string): Promise<boolean> {
  const set = { sql: 'UPDATE ledger_provider SET signature = $2 WHERE name = $1', values: [name, mode] };
  const first = secret === undefined ? [] : [insert('secret', name, secret)];
  return (await changeAll(store, [set, ...first])) === undefined;
}

function insert(what: Rotated, name: string, value: string): Statement {
  const { table, column } = rotated[what];
  const sql = `INSERT INTO ${table} (provider, ${column}, replaced) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING`;
  return { sql, values: [name, value] };
}
