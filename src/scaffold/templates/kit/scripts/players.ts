/** Makes the players that certification plays with, where they are not there yet. */
import { openPlayer } from '../src/players.ts';
import { close } from '../src/wallet.ts';
import { testPlayers } from './testPlayers.ts';

for (const { name, balanceMinor, active } of testPlayers) {
  const opened = await openPlayer(name, balanceMinor, active);
  console.log(`${name} ${opened ? 'was made' : 'is there already'}`);
}
await close();
