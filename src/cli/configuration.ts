/** Settings from flags, environment and defaults, in this order, validated together. */
import type { AnyContract } from '../contract/contract.ts';
import { mostDecimals } from '../contract/money.ts';
import { withoutSecrets } from '../contract/visible.ts';
import { databaseUrlProblem } from '../database/url.ts';
import { addressVerifier } from '../edge/addresses.ts';
import { isOperatorName } from '../delivery/operators.ts';
import type { WalletLocation } from '../wallet/open.ts';
import { contractsGiven } from './contractOption.ts';
import { type Environment, InvalidInput } from './input.ts';
import { secret } from './secret.ts';
import { givenTokens, type TokenFlags } from './tokens.ts';

export interface ServeConfiguration extends WalletLocation {
  readonly host: string;
  readonly port: number;
  readonly insideHost: string;
  readonly insidePort: number;
  /** Of the provider of the flags, where any are given. */
  readonly tokens: readonly string[] | undefined;
  readonly production: boolean;
  readonly allowedAddresses: readonly string[] | undefined;
  readonly trustedProxies: readonly string[] | undefined;
  readonly drainMs: number;
  /** In which contracts callbacks may come. */
  readonly contracts: readonly [AnyContract, ...AnyContract[]];
}

export const largestPort = 65_535;

/** Longer than any balancer needs to hear that a server stops. */
export const longestDrainMs = 600_000;

export interface DatabaseFlags {
  readonly database?: string;
  readonly databaseFile?: string;
  readonly currencyDecimals?: string;
  readonly currency?: string;
}

export interface ServeFlags extends DatabaseFlags, TokenFlags {
  readonly host?: string;
  readonly port?: string;
  readonly insideHost?: string;
  readonly insidePort?: string;
  readonly allow?: string;
  readonly trustProxy?: string;
  readonly drainMs?: string;
  readonly contract?: string;
}

/** Throws `InvalidInput` with every problem there is. */
export function databaseConfiguration(flags: DatabaseFlags, environment: Environment): WalletLocation {
  const problems: string[] = [];
  const configuration = readDatabase(flags, environment, problems);
  if (problems.length > 0) throw new InvalidInput(problems);
  return configuration;
}

/** Throws `InvalidInput` with every problem there is. */
export function serveConfiguration(flags: ServeFlags, environment: Environment): ServeConfiguration {
  const problems: string[] = [];
  const production = environment['NODE_ENV'] === 'production';
  const configuration = {
    tokens: givenTokens(flags, environment, problems),
    ...readDatabase(flags, environment, problems),
    // An empty one counts as not given: to Node.js an empty host is every interface.
    host: flags.host || environment['HOST'] || '127.0.0.1',
    port: wholeNumber('--port (PORT)', flags.port || environment['PORT'] || '8080', largestPort, problems),
    insideHost: flags.insideHost || environment['INSIDE_HOST'] || '127.0.0.1',
    insidePort: wholeNumber(
      '--inside-port (INSIDE_PORT)',
      flags.insidePort || environment['INSIDE_PORT'] || '8081',
      largestPort,
      problems,
    ),
    production,
    contracts: contractsGiven(flags.contract ?? environment['CONTRACT'], problems, '--contract (CONTRACT)'),
    allowedAddresses: networks(
      '--allow (ALLOWED_ADDRESSES)',
      flags.allow ?? environment['ALLOWED_ADDRESSES'],
      problems,
    ),
    drainMs: wholeNumber(
      '--drain-ms (DRAIN_MS)',
      flags.drainMs ?? environment['DRAIN_MS'] ?? '0',
      longestDrainMs,
      problems,
    ),
    trustedProxies: networks(
      '--trust-proxy (TRUSTED_PROXIES)',
      flags.trustProxy ?? environment['TRUSTED_PROXIES'],
      problems,
    ),
  };
  if (problems.length > 0) throw new InvalidInput(problems);
  return configuration;
}

/** Addresses and networks, separated by commas. */
export function networks(name: string, text: string | undefined, problems: string[]): readonly string[] | undefined {
  const list = text?.split(',').map((part) => part.trim());
  try {
    addressVerifier(list ?? []);
  } catch (error) {
    problems.push(
      `${name} must be addresses and networks, as in 192.0.2.7,10.0.0.0/8: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return list;
}

function readDatabase(flags: DatabaseFlags, environment: Environment, problems: string[]): WalletLocation {
  const named = { flag: '--database', variable: 'DATABASE_URL', given: flags.database, file: flags.databaseFile };
  const database = secret(named, environment, problems) ?? 'sqlite:./data/wallet.db';
  problems.push(...databaseProblems('--database (DATABASE_URL)', database));
  const decimals = flags.currencyDecimals ?? environment['CURRENCY_DECIMALS'];
  const currencyDecimals =
    decimals === undefined ? undefined : decimalsGiven(decimals, problems, '--currency-decimals (CURRENCY_DECIMALS)');
  const currency = flags.currency || environment['CURRENCY'] || undefined;
  if (currency !== undefined) problems.push(...currencyProblems('--currency (CURRENCY)', currency));
  return { database, currencyDecimals, currency };
}

/** What keeps this from being a currency's code. */
export function currencyProblems(name: string, code: string): string[] {
  if (/^[A-Z][A-Z0-9]{2,7}$/.test(code)) return [];
  return [`${name} must be a code of 3 to 8 capital letters, as in EUR, not ${JSON.stringify(code)}`];
}

/** The number of decimals that a flag gives a currency; what is none is added to the problems. */
export function decimalsGiven(text: string, problems: string[], name = '--currency-decimals'): number {
  return wholeNumber(name, text, mostDecimals, problems);
}

/** What keeps a setting of this name from naming a database. */
export function databaseProblems(name: string, url: string): string[] {
  const problem = databaseUrlProblem(url);
  return problem === undefined ? [] : [`${name} ${problem}`];
}

/** What keeps this from being an operator's callback URL. */
export function callbackUrlProblems(url: string): string[] {
  if (URL.canParse(url) && /^https?:\/\//i.test(url)) return [];
  return [`--url must be a URL, as in https://operator.example/callback, not ${JSON.stringify(withoutSecrets(url))}`];
}

/** What is wrong with an operator's name, as it is kept with its deliveries. */
export function operatorProblems(name: string): string[] {
  if (isOperatorName(name)) return [];
  return [`--operator must be 1 to 32 of a-z, 0-9 and -, and not begin with -; not ${JSON.stringify(name)}`];
}

/** A whole number from 0 on; what is none is added to the problems. */
export function wholeNumber(name: string, text: string, largest: number, problems: string[]): number {
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(number <= largest))
    problems.push(`${name} must be a whole number from 0 to ${largest}, not ${JSON.stringify(text)}`);
  return number;
}
