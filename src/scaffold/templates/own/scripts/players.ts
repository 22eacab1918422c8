/** Makes the players that certification plays with, before the server starts or beside it. */
import { testPlayers } from './testPlayers.ts';

for (const { name, balanceMinor, active } of testPlayers) {
  // Fill in: open this account in your wallet, with this balance, allowed to play or not; if it is there, leave it.
  console.error(`not made: ${name}, with ${balanceMinor} in minor units, ${active ? 'active' : 'not allowed to play'}`);
  process.exitCode = 1;
}
if (process.exitCode) console.error('Fill in scripts/players.ts, or make them by hand in your wallet.');
