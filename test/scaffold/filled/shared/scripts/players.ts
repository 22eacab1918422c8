/** Makes the players that certification plays with, where they are not there yet. */
import { database } from '../src/database.ts';
import { testPlayers } from './testPlayers.ts';

for (const { name, balanceMinor, active } of testPlayers) {
  database
    .prepare('INSERT INTO player VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    .run(name, active ? 1 : 0, balanceMinor);
}
