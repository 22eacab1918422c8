/** Providers that never give up: so many players at a time, each callback to any of the servers. */
import { anyContract } from '../../../src/contract/contract.ts';
import type { Messages } from '../../../src/contract/types.ts';
import { type Call, callsTo } from './calls.ts';
import { Book } from './book.ts';
import type { Clerk } from './clerk.ts';
import { providers, type TorturingProvider } from './providers.ts';
import type { Restoration } from './restoration.ts';
import { Player, type Route, type Table } from './player.ts';

export interface Sender extends Pick<Table, 'contradictions' | 'counts'> {
  /** To be called while the database is down and about to be restored. Resolves when all players go on from what came back. */
  follow(restoration: Restoration): Promise<void>;
  /** Ends after the rounds that are being played. */
  stop(): Promise<void>;
  /** Asks for every player's balance and every transaction's state, and compares. */
  reconcile(): Promise<void>;
  /** What all players of each provider must have and hold. */
  readonly books: readonly Book[];
}

export interface SenderOptions {
  readonly urls: readonly string[];
  readonly accounts: readonly string[];
  readonly openingMinor: bigint;
  readonly clerk: Clerk;
  /** Whether each player stays with one server, and the first one is kept for when that can't be used; else each callback goes to any. */
  readonly sticky: boolean;
  readonly random: () => number;
}

/** How many players play at a time; the others wait for their turn. */
const seats = 16;

/** Half of the players are of each provider, at the same servers. */
export function providerOf(player: number): TorturingProvider {
  return player % 2 === 0 ? providers[0] : providers[1];
}

export function startSender({ urls, accounts, openingMinor, clerk, sticky, random }: SenderOptions): Sender {
  const idsOf = new Map(providers.map(({ name }) => [name, ids()]));
  const routeOf = (player: number): Route => {
    const { name, contract, token, decimals } = providerOf(player);
    const calls = urls.map((url) => callsTo(anyContract<Messages>(contract), url, token, decimals));
    const nextId = idsOf.get(name) ?? fail('no ids');
    const at = (index: number): Call => calls[index] ?? fail('no server');
    const anyServer = (): Call => at(Math.floor(random() * calls.length));
    const home = 1 + (Math.floor(player / 2) % Math.max(1, calls.length - 1));
    const to = sticky ? { home: () => at(home), elsewhere: () => at(0) } : { home: anyServer, elsewhere: anyServer };
    return { nextId, ...to };
  };
  const contradictions: string[] = [];
  const counts = { acknowledged: 0, unanswered: 0, compensated: 0, lost: 0 };
  const books = accounts.map((account, number) => new Book(providerOf(number), account, openingMinor));
  const table = { random, clerk, contradictions, counts };
  const players = books.map((book, number) => new Player(table, routeOf(number), book));
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
    books,
    follow: async (restoration) => {
      clerk.forget();
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

/** Of one provider; another has the same. */
function ids(): () => bigint {
  let last = BigInt(Date.now()) * 1_000n;
  return () => (last += 2n);
}

function fail(message: string): never {
  throw new Error(message);
}
