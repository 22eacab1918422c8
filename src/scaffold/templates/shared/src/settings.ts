/** The settings, from the environment; `.env` in development. */
const { env } = process;

/** The tokens that are valid; two while one replaces the other. */
export const tokens = needed('CALLBACK_TOKEN').split(',').map((token) => token.trim()).filter((token) => token !== '');
if (tokens.length === 0) stop('CALLBACK_TOKEN names no token: .env.example says what it is');
if (env.NODE_ENV === 'production' && tokens.includes('change-me')) stop('CALLBACK_TOKEN is still the one of .env.example, which anybody knows: set it to a secret');

// An empty setting counts as not given: to Node.js an empty host is every interface.
export const host = env.HOST || '127.0.0.1';
export const port = wholeNumber('PORT', 8080, 65_535);
export const insideHost = env.INSIDE_HOST || '127.0.0.1';
export const insidePort = wholeNumber('INSIDE_PORT', 8081, 65_535);
/** Decimals of the currency: money in the code is in its minor units. */
export const currencyDecimals = wholeNumber('CURRENCY_DECIMALS', 2, 8);

/** A setting that has no default. */
export function needed(name: string): string {
  return env[name] || stop(`${name} is not set: .env.example says what it is; copy that to .env, and change it`);
}

function wholeNumber(name: string, usual: number, largest: number): number {
  const text = env[name] || String(usual);
  if (/^[0-9]+$/.test(text) && Number(text) <= largest) return Number(text);
  return stop(`${name} must be a whole number of at most ${largest}, not ${JSON.stringify(text)}`);
}

function stop(problem: string): never {
  console.error(problem);
  process.exit(2);
}
