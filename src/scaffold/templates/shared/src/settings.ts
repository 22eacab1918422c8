/** The settings, from the environment; `.env` in development. */
const { env } = process;

/** The tokens that are valid; two while one replaces the other. */
export const tokens = (env.CALLBACK_TOKEN ?? '').split(',').map((token) => token.trim()).filter((token) => token !== '');
export const host = env.HOST ?? '127.0.0.1';
export const port = Number(env.PORT ?? 8080);
/** Decimals of the currency: money in the code is in its minor units. */
export const currencyDecimals = Number(env.CURRENCY_DECIMALS ?? 2);

if (tokens.length === 0) {
  console.error('CALLBACK_TOKEN is not set: copy .env.example to .env, and agree on a token with the provider');
  process.exit(2);
}
