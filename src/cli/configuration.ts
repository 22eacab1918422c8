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
import { type Listening, type ListeningFlags, listeningGiven } from './listening.ts';
import { wholeNumber } from './numbers.ts';
import { secret } from './secret.ts';
import { givenTokens, type TokenFlags } from './tokens.ts';

export interface ServeConfiguration extends WalletLocation, Listening {
  /** Of the provider of the flags, where any are given. */
  readonly tokens: readonly string[] | undefined;
  readonly production: boolean;
  readonly allowedAddresses: readonly string[] | undefined;
  readonly trustedProxies: readonly string[] | undefined;
  /** In which contracts callbacks may come. */
  readonly contracts: readonly [AnyContract, ...AnyContract[]];
}

/** Those of `seamless serve`, when nothing is given. */
export const serverPorts = { port: 8080, insidePort: 8081 } as const;

export interface DatabaseFlags {
  readonly database?: string;
  readonly databaseFile?: string;
  readonly currencyDecimals?: string;
  readonly currency?: string;
}

export interface ServeFlags extends DatabaseFlags, TokenFlags, ListeningFlags {
  readonly allow?: string;
  readonly trustProxy?: string;
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
    ...listeningGiven(flags, environment, serverPorts, problems),
    production,
    contracts: contractsGiven(flags.contract ?? environment['CONTRACT'], problems, '--contract (CONTRACT)'),
    allowedAddresses: networks(
      '--allow (ALLOWED_ADDRESSES)',
      flags.allow ?? environment['ALLOWED_ADDRESSES'],
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

/** What can't be used is added to the problems. */
export function readDatabase(flags: DatabaseFlags, environment: Environment, problems: string[]): WalletLocation {
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
