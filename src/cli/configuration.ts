/** Settings from flags, environment and defaults, in this order, judged together. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { addressJudge } from '../server/addresses.ts';
import { InvalidInput } from './input.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the money is and how it is counted. */
export interface DatabaseConfiguration {
  /** As in `sqlite:./data/wallet.db`. */
  readonly database: string;
  readonly currencyDecimals: number;
}

export interface ServeConfiguration extends DatabaseConfiguration {
  readonly host: string;
  readonly port: number;
  readonly tokens: readonly string[];
  /** Whether the token was made up for this run. */
  readonly tokenMadeUp: boolean;
  readonly production: boolean;
  readonly allowedAddresses: readonly string[] | undefined;
  readonly trustedProxies: readonly string[] | undefined;
  readonly drainMs: number;
}

export const largestPort = 65_535;

/** Longer than any balancer needs to hear that a server stops. */
const longestDrainMs = 600_000;

export interface DatabaseFlags {
  readonly database?: string;
  readonly databaseFile?: string;
  readonly currencyDecimals?: string;
}

export interface ServeFlags extends DatabaseFlags {
  readonly host?: string;
  readonly port?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly allow?: string;
  readonly trustProxy?: string;
  readonly drainMs?: string;
}

/** Throws `InvalidInput` with every problem there is. */
export function databaseConfiguration(flags: DatabaseFlags, environment: Environment): DatabaseConfiguration {
  const problems: string[] = [];
  const configuration = readDatabase(flags, environment, problems);
  if (problems.length > 0) throw new InvalidInput(problems);
  return configuration;
}

/** Throws `InvalidInput` with every problem there is. */
export function serveConfiguration(flags: ServeFlags, environment: Environment): ServeConfiguration {
  const problems: string[] = [];
  const production = environment['NODE_ENV'] === 'production';
  const given = givenTokens(flags, environment, problems);
  const tokens = (given ?? '').split(/[,\n]/).map((token) => token.trim());
  if (given !== undefined && !tokens.every((token) => /^[!-~]+$/.test(token))) {
    problems.push('--token (CALLBACK_TOKEN) must be one or more tokens of printable characters, separated by commas');
  }
  if (given === undefined && production && problems.length === 0) {
    problems.push('--token-file (CALLBACK_TOKEN_FILE) or CALLBACK_TOKEN must be given with NODE_ENV=production');
  }
  const configuration = {
    ...readDatabase(flags, environment, problems),
    // An empty one counts as not given: to Node.js an empty host is every interface.
    host: flags.host || environment['HOST'] || '127.0.0.1',
    port: wholeNumber('--port (PORT)', flags.port || environment['PORT'] || '8080', largestPort, problems),
    tokens: given === undefined ? [randomBytes(16).toString('hex')] : tokens,
    tokenMadeUp: given === undefined,
    production,
    allowedAddresses: networks('--allow (ALLOWED_ADDRESSES)', flags.allow ?? environment['ALLOWED_ADDRESSES'], problems),
    drainMs: wholeNumber('--drain-ms (DRAIN_MS)', flags.drainMs ?? environment['DRAIN_MS'] ?? '0', longestDrainMs, problems),
    trustedProxies: networks('--trust-proxy (TRUSTED_PROXIES)', flags.trustProxy ?? environment['TRUSTED_PROXIES'], problems),
  };
  if (problems.length > 0) throw new InvalidInput(problems);
  return configuration;
}

/** The tokens' text. A flag goes before the environment; a file keeps them out of both. */
function givenTokens(flags: ServeFlags, environment: Environment, problems: string[]): string | undefined {
  return secret({ flag: '--token', variable: 'CALLBACK_TOKEN', given: flags.token, file: flags.tokenFile }, environment, problems);
}

interface Secret {
  readonly flag: string;
  readonly variable: string;
  /** By the flag. */
  readonly given: string | undefined;
  /** Where the flag's twin says that it is. */
  readonly file: string | undefined;
}

/** What is given by a flag, or stands in a file, or in the environment, or in the file that the environment names. */
function secret({ flag, variable, given, file: ownFile }: Secret, environment: Environment, problems: string[]): string | undefined {
  if (given !== undefined && ownFile !== undefined) problems.push(`${flag} and ${flag}-file must not both be given`);
  if (given !== undefined) return given;
  const file = ownFile ?? (environment[variable] === undefined ? environment[`${variable}_FILE`] : undefined);
  if (file === undefined) return environment[variable];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    problems.push(`${flag}-file (${variable}_FILE): ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Addresses and networks, separated by commas. */
function networks(name: string, text: string | undefined, problems: string[]): readonly string[] | undefined {
  const list = text?.split(',').map((part) => part.trim());
  try {
    addressJudge(list ?? []);
  } catch (error) {
    problems.push(`${name} must be addresses and networks, as in 192.0.2.7,10.0.0.0/8: ${error instanceof Error ? error.message : String(error)}`);
  }
  return list;
}

function readDatabase(flags: DatabaseFlags, environment: Environment, problems: string[]): DatabaseConfiguration {
  const named = { flag: '--database', variable: 'DATABASE_URL', given: flags.database, file: flags.databaseFile };
  const database = secret(named, environment, problems) ?? 'sqlite:./data/wallet.db';
  if (!isDatabase(database)) {
    problems.push(
      `--database (DATABASE_URL) must be sqlite:FILE or postgres://…, as in sqlite:./data/wallet.db, not ${JSON.stringify(withoutPassword(database))}`,
    );
  }
  const decimals = flags.currencyDecimals ?? environment['CURRENCY_DECIMALS'] ?? '2';
  return { database, currencyDecimals: wholeNumber('--currency-decimals (CURRENCY_DECIMALS)', decimals, 8, problems) };
}

/** Whether this names a database: `sqlite:FILE` or `postgres://…`. */
export function isDatabase(url: string): boolean {
  return /^sqlite:./.test(url) || isPostgres(url);
}

export function isPostgres(database: string): boolean {
  return /^postgres(ql)?:\/\/./.test(database);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/, '//…@');
}

/** A whole number from 0 on; what is none is added to the problems. */
export function wholeNumber(name: string, text: string, largest: number, problems: string[]): number {
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(number <= largest)) problems.push(`${name} must be a whole number from 0 to ${largest}, not ${JSON.stringify(text)}`);
  return number;
}
