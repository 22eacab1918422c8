/** The processes that deliver: senders with a game of their own, and relays. */
import { newToken } from '../../../../src/relay/keys.ts';
import { openRelayStoreAt } from '../../../../src/relay/store/open.ts';
import { freePort } from '../../../../test/support/postgres.ts';
import { type Killable, startKillable } from '../killable.ts';
import type { Told } from './told.ts';

export interface Relay extends Killable {
  readonly url: string;
}

/** Starts a sender to these operators of the file; `note` hears what its game is told. */
export async function startSender(
  { file, outbox, seed }: { readonly file: string; readonly outbox: string; readonly seed: number },
  place: number,
  operators: readonly string[],
  note: (told: Told) => void,
): Promise<Killable> {
  const script = 'scripts/proof/torture/senders/sender.ts';
  const args = [script, file, outbox, operators.join(), String(place), String(seed + place)];
  let begun = '';
  return startKillable(args, 'begins', (printed) => {
    const lines = (begun + printed).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) note(JSON.parse(line) as Told);
  });
}

export async function startRelay(file: string, outbox: string): Promise<Relay> {
  const [port, insidePort] = [String(await freePort()), String(await freePort())];
  const args = ['--operators', file, '--outbox', outbox, '--port', port, '--inside-port', insidePort];
  const relay = await startKillable(['src/cli/seamless.ts', 'relay', 'serve', ...args], 'The relay is served');
  return { ...relay, url: `http://127.0.0.1:${port}` };
}

/** Of a game server. */
export async function newKey(outbox: string): Promise<string> {
  const store = await openRelayStoreAt(outbox);
  const key = newToken();
  await store.addKey({ name: 'torture', scopes: ['send'] }, key);
  await store.close();
  return key;
}
