/** The providers that a wallet takes callbacks from, as they are kept in its database. */
import {
  type Guard,
  guardLimits,
  guardModes,
  type GuardName,
  type Guards,
  guardsToBeginWith,
  type Terms,
} from './terms.ts';
import type { LedgerReader, Row } from './store.ts';

export const signatureModes = ['off', 'observe', 'required'] as const;
export type SignatureMode = (typeof signatureModes)[number];

export interface Provider {
  /** As a callback names it. */
  readonly name: string;
  /** The names of the contracts in which its callbacks may come. Of the first provider the servers' flags say so. */
  readonly contracts: readonly string[] | undefined;
  /** Decimals of its currency. */
  readonly currencyDecimals: number;
  /** From where it may call: addresses and networks. From anywhere when absent; of the first provider the servers' flags say so. */
  readonly allowedAddresses: readonly string[] | undefined;
  /** SHA-256 of its tokens, in hex: the present one, and behind it the one that is being replaced. */
  readonly tokenHashes: readonly string[];
  readonly signatureMode: SignatureMode;
  /** The present one, and behind it the one that is being replaced. */
  readonly signatureSecrets: readonly string[];
  /** No new bets of it are taken; what is open is settled. */
  readonly betsPaused: boolean;
  readonly terms: Terms;
}

/** In the SQL that all stores share, and in one statement, so that it is what was there at one moment. */
const everything = `
  SELECT provider.name, provider.currency, decimals, contracts, allowed, bets_paused, wins_held, signature,
      hash, secret, guard, mode, most
    FROM ledger_provider AS provider
    JOIN ledger_currency AS currency ON currency.code = provider.currency
    LEFT JOIN ledger_provider_token AS token ON token.provider = provider.name
    LEFT JOIN ledger_provider_secret AS signing ON signing.provider = provider.name
    LEFT JOIN ledger_provider_guard AS guarded ON guarded.provider = provider.name
    ORDER BY provider.name, token.replaced, signing.replaced`;

/** All providers, by their names. */
export async function listProviders(reader: LedgerReader): Promise<Provider[]> {
  const rows = await reader.select(everything);
  return [...Map.groupBy(rows, ({ name }) => String(name)).values()].map(toProvider);
}

export async function findProvider(reader: LedgerReader, name: string): Promise<Provider | undefined> {
  return (await listProviders(reader)).find((provider) => provider.name === name);
}

/** The rows of one provider: one for each token, secret and guard with each other. */
function toProvider(rows: readonly Row[]): Provider {
  const [row = {}] = rows;
  const currencyDecimals = Number(row['decimals']);
  return {
    name: String(row['name']),
    contracts: listed(row['contracts']),
    currencyDecimals,
    allowedAddresses: listed(row['allowed']),
    tokenHashes: each(rows, 'hash'),
    // What only a newer program knows is taken for the strictest.
    signatureMode: signatureModes.find((mode) => mode === row['signature']) ?? 'required',
    signatureSecrets: each(rows, 'secret'),
    betsPaused: Boolean(Number(row['bets_paused'])),
    terms: {
      currency: String(row['currency']),
      winsHeld: Boolean(Number(row['wins_held'])),
      guards: { ...guardsToBeginWith(currencyDecimals), ...guardsIn(rows) },
    },
  };
}

function guardsIn(rows: readonly Row[]): Partial<Guards> {
  const guards = rows.flatMap(({ guard: name, mode: kept, most }): [GuardName, Guard][] => {
    // As above: a mode that is not known must not let a win pass.
    const mode = guardModes.find((known) => known === kept) ?? 'enforce';
    return isGuardName(name) ? [[name, { mode, limit: BigInt(String(most)) }]] : [];
  });
  return Object.fromEntries(guards);
}

export function isGuardName(name: unknown): name is GuardName {
  return typeof name === 'string' && Object.hasOwn(guardLimits, name);
}

function each(rows: readonly Row[], column: string): string[] {
  return [...new Set(rows.map((row) => row[column]))].flatMap((value) => (typeof value === 'string' ? [value] : []));
}

function listed(text: unknown): string[] | undefined {
  return typeof text === 'string' ? text.split(',') : undefined;
}
