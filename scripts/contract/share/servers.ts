/** The sample servers: whole endpoints to read, to run and to begin with. One file each, for every contract. */
import { readFile } from 'node:fs/promises';
import type { Player } from './players.ts';

/** By their paths in the pack's folder `samples/`. */
export async function serverFiles(players: readonly Player[]): Promise<Map<string, string>> {
  const files = ['php/callback.php', 'python/callback.py'];
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(new URL(`servers/${file}`, import.meta.url), 'utf8')] as const),
  );
  return new Map([...texts, ['players.sql', playersSql(players)]]);
}

/** The players of the examples, for the tables of either server. */
function playersSql(players: readonly Player[]): string {
  const rows = players
    .filter(({ state }) => state !== 'unknown')
    .map(
      ({ account, state, balance }) => `  ('${account}', ${state === 'active' ? 1 : 0}, ${Math.round(balance * 100)})`,
    );
  return `-- The balance is in cents.\nINSERT INTO account (name, active, balance) VALUES\n${rows.join(',\n')};\n`;
}
