/** A provider that never gives up: so many players at a time, each callback to any of the servers. */
import { v1, v4 } from '../../../src/contract/contracts.ts';
import { type Call, callsTo } from './calls.ts';
import { Book } from './book.ts';
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
  // Half of the players in each contract, at the same servers.
  const contractOf = (player: number) => (player % 2 === 0 ? v1 : v4);
  const routeOf = (player: number): Route => {
    const calls = urls.map((url) => callsTo(contractOf(player), url, token));
    const at = (index: number): Call => calls[index] ?? fail('no server');
    const anyServer = (): Call => at(Math.floor(random() * calls.length));
    const home = 1 + (Math.floor(player / 2) % Math.max(1, calls.length - 1));
    return sticky ? { home: () => at(home), elsewhere: () => at(0) } : { home: anyServer, elsewhere: anyServer };
  };
  const contradictions: string[] = [];
  const counts = { acknowledged: 0, unanswered: 0, compensated: 0, lost: 0 };
  const players = accounts.map(
    (account, number) =>
      new Player(
        { random, contradictions, counts },
        routeOf(number),
        new Book(contractOf(number), account, openingMinor),
      ),
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
