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
  /** The operators of each sender: what is to go to the others it leaves to whoever has them. */
  readonly senders: readonly (readonly string[])[];
  readonly relays: number;
  readonly seed: number;
}

export interface Storm {
  /** What may be killed, as long as it is started again. */
  readonly processes: readonly Killable[];
  /** What games were told. */
  readonly told: readonly Told[];
  /** Kills all of them. */
  end(): Promise<void>;
}

export async function startStorm(options: StormOptions): Promise<Storm> {
  const { file, outbox, senders, seed } = options;
  const told: Told[] = [];
  const note = (one: Told): void => void told.push(one);
  const key = await newKey(outbox);
  const started = await Promise.all([
    ...senders.map((operators, place) => startSender({ file, outbox, seed }, place, operators, note)),
    ...Array.from({ length: options.relays }, () => startRelay(file, outbox)),
  ]);
  const clients = started.flatMap((each) => ('url' in each ? [createRelayClient({ url: each.url, key })] : []));
  let turn = 0;
  const anyRelay = (): RelayClient => clients[turn++ % clients.length] ?? fail();
  const stop = new AbortController();
  const games = operatorNames.map((name) => noting(name, throughRelays(anyRelay, name, stop.signal), note));
  void playAt(games, senders.length, seed + senders.length);
  return {
    processes: started,
    told,
    end: async () => {
      stop.abort();
      await Promise.all(started.map((each) => each.kill()));
    },
  };
}

function fail(): never {
  throw new Error('there is no relay');
}
