/** The senders and relays that are killed, and the games that they serve. */
import { createRelayClient, type RelayClient } from '../../../../src/relay/client.ts';
import type { Killable } from '../killable.ts';
import { operatorNames } from './operators.ts';
import { newKey, startRelay, startSender } from './processes.ts';
import { playAt } from './table.ts';
import { throughRelays } from './throughRelays.ts';
import { noting, type Told } from './told.ts';

export interface StormOptions {
  /** The operators file. */
  readonly file: string;
  readonly outbox: string;
  readonly relays: number;
  readonly seed: number;
}

export interface Storm {
  /** What may be killed, as long as it is started again. */
  readonly processes: readonly Killable[];
  /** What games were told. */
  readonly told: readonly Told[];
  /** Ends the games, and kills all but the senders that have one operator each. */
  subside(): Promise<void>;
  /** Kills all of them. */
  end(): Promise<void>;
}

/** Of each sender: what is to go to the others it leaves to whoever has them. */
const reaches = [operatorNames, ...operatorNames.map((name) => [name])];

export async function startStorm(options: StormOptions): Promise<Storm> {
  const { file, outbox, seed } = options;
  const told: Told[] = [];
  const note = (one: Told): void => void told.push(one);
  const key = await newKey(outbox);
  const started = await Promise.all([
    ...reaches.map((operators, place) => startSender({ file, outbox, seed }, place, operators, note)),
    ...Array.from({ length: options.relays }, () => startRelay(file, outbox)),
  ]);
  const clients = started.flatMap((each) => ('url' in each ? [createRelayClient({ url: each.url, key })] : []));
  let turn = 0;
  const anyRelay = (): RelayClient => clients[turn++ % clients.length] ?? fail();
  const over = new AbortController();
  const games = operatorNames.map((name) =>
    noting(name, throughRelays(anyRelay, name, over.signal), note, over.signal),
  );
  void playAt(games, reaches.length, seed + reaches.length);
  return {
    processes: started,
    told,
    subside: async () => {
      over.abort();
      const narrow = started.filter((_, place) => reaches[place]?.length === 1);
      for (const sender of narrow) sender.ask();
      await Promise.all(started.filter((each) => !narrow.includes(each)).map((each) => each.kill()));
    },
    end: async () => {
      over.abort();
      await Promise.all(started.map((each) => each.kill()));
    },
  };
}

function fail(): never {
  throw new Error('there is no relay');
}
