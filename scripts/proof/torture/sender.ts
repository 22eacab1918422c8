/** A provider that never gives up: so many players at a time, each callback to any of the servers. */
import { type V1, v1 } from '../../../src/contract/index.ts';
import { type CallbackClient, createCallbackClient } from '../../../src/delivery/client.ts';
import type { Restoration } from './restoration.ts';
import { Player, type Route, type Table } from './player.ts';

export interface Sender extends Pick<Table, 'contradictions' | 'counts'> {
  /** To be called while the database is down and about to be restored. Resolves when all players go on from what came back. */
  follow(restoration: Restoration): Promise<void>;
  /** Ends after the rounds that are being played. */
  stop(): Promise<void>;
  /** Asks for every player's balance and every transaction's state, and compares. */
  reconcile(): Promise<void>;
}

export interface SenderOptions {
  readonly urls: readonly string[];
  readonly token: string;
  readonly accounts: readonly string[];
  readonly openingMinor: bigint;
  /** Whether each player stays with one server, and the first one is kept for when that can't be used; else each callback goes to any. */
  readonly sticky: boolean;
  readonly random: () => number;
}

/** How many players play at a time; the others wait for their turn. */
const seats = 16;

export function startSender({ urls, token, accounts, openingMinor, sticky, random }: SenderOptions): Sender {
  const clients = urls.map((url) => createCallbackClient(v1, { url, token }));
  const clientAt = (index: number): CallbackClient<V1> => clients[index] ?? fail('no client');
  const anyClient = (): CallbackClient<V1> => clientAt(Math.floor(random() * clients.length));
  const routeOf = (player: number): Route =>
    sticky
      ? { home: () => clientAt(1 + (player % (clients.length - 1))), elsewhere: () => clientAt(0) }
      : { home: anyClient, elsewhere: anyClient };
  const contradictions: string[] = [];
  const counts = { acknowledged: 0, unanswered: 0, compensated: 0, lost: 0 };
  const players = accounts.map(
    (account, number) => new Player({ random, contradictions, counts }, routeOf(number), account, openingMinor),
  );
  let stopping = false;
  const waiting = [...players];
  const playing = Promise.all(
    Array.from({ length: seats }, async () => {
      for (let player = waiting.shift(); player && !stopping; player = waiting.shift()) {
        await player.playRound();
        waiting.push(player);
      }
    }),
  );
  return {
    contradictions,
    counts,
    follow: async (restoration) => {
      await Promise.all(players.map((player) => player.follow(restoration)));
    },
    stop: async () => {
      stopping = true;
      await playing;
    },
    reconcile: async () => {
      await Promise.all(players.map((player) => player.reconcile()));
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}
