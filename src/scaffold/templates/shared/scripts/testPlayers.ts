/** The players that certification plays with. `.env` names them; `npm run players` makes them. */
import { parseMoney } from '{{kitName}}/contract';
import { currencyDecimals } from '../src/settings.ts';

const { env } = process;

export const testPlayers = [
  { option: '--account', name: env.CERTIFY_ACCOUNT, balanceMinor: units(1000), active: true },
  { option: '--second-account', name: env.CERTIFY_SECOND_ACCOUNT, balanceMinor: units(100), active: true },
  { option: '--poor-account', name: env.CERTIFY_POOR_ACCOUNT, balanceMinor: units(3), active: true },
  { option: '--blocked-account', name: env.CERTIFY_BLOCKED_ACCOUNT, balanceMinor: units(5), active: false },
].flatMap(({ name, ...player }) => (name ? [{ name, ...player }] : []));

/** Whole units of the currency, in its minor units. */
function units(whole: number): bigint {
  return parseMoney(String(whole), currencyDecimals) ?? 0n;
}
