import { spawnSync } from 'node:child_process';
import { currencyDecimals, needed, tokens } from '../src/settings.ts';
import { testPlayers } from './testPlayers.ts';

/** Runs `seamless certify` against CERTIFY_URL, with the token and the players of `.env`, and returns its exit code. */
export function runCertify(args: readonly string[]): number {
  const target = ['--url', needed('CERTIFY_URL'), '--currency-decimals', String(currencyDecimals)];
  const players = testPlayers.flatMap(({ option, name }) => [option, name]);
  const { status } = spawnSync(process.execPath, ['{{cli}}', 'certify', '--contract', '{{contract}}', ...target, ...players, ...args], {
    env: { ...process.env, CALLBACK_TOKEN: tokens[0] },
    stdio: 'inherit',
  });
  return status ?? 2;
}
