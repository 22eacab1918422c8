/** Players at a game: rounds of every kind, through the delivery. */
import type { OperatorDelivery } from '../delivery/delivery.ts';
import { seeded, seedOf } from './seeded.ts';

/** A game, and who plays it. */
export interface GameOptions {
  readonly delivery: OperatorDelivery;
  /** The players' accounts at the operator. */
  readonly accounts: readonly string[];
  /** How many rounds all players play together. */
  readonly rounds: number;
  /** The same seed plays the same rounds. */
  readonly seed: number;
  /** The id of the first transaction; the others count on from it. */
  readonly firstId: bigint;
  /** The largest stake, in minor units. */
  readonly stakeMinor: bigint;
  /** The share of the stakes that the wins give back in the long run, as 0.96. */
  readonly returnToPlayer: number;
  /** How many rounds a second all players play together; as many as they can when not given. */
  readonly rate?: number;
  /** Called after each round, with the number of rounds that were played. */
  readonly played?: (rounds: number) => void;
}

/** What is told of the game in every callback. */
const game = { studio: 1, gameCode: 'vswaysdogs', gameName: 'The Dog House Megaways', gameType: 'Slots' } as const;

/** On the wire: a bet, a win, and a spin that a bonus call pays for. */
const types = { bet: 1, win: 2, bonus: 32 } as const;

/** How often, and how many times, a player tries to bet while the operator is unavailable. */
const [triesEveryMs, mostTries] = [100, 300];

/** How often a round is something else than a bet and its win. */
const shares = {
  asksBalance: 0.1,
  asksStatus: 0.05,
  cancelsBet: 0.04,
  cancelsWin: 0.02,
  bonus: 0.05,
  lost: 0.6,
} as const;

/** Plays all rounds; every player plays one after another, all players at the same time. */
export async function play(options: GameOptions): Promise<void> {
  const { accounts, rounds, rate } = options;
  const begun = performance.now();
  let next = 0;
  let done = 0;
  await Promise.all(
    accounts.map(async (account) => {
      // As the launch of the game does; whether the player may play was asked before.
      await options.delivery.authenticate({ account });
      for (let round = next++; round < rounds; round = next++) {
        if (rate !== undefined) await until(begun + (round / rate) * 1_000);
        await playRound(options, account, round);
        options.played?.(++done);
      }
    }),
  );
}

async function playRound(
  { delivery, seed, firstId, stakeMinor, returnToPlayer }: GameOptions,
  account: string,
  round: number,
): Promise<void> {
  const random = seeded(seedOf(seed, `round ${round}`));
  const first = firstId + BigInt(round) * 2n;
  const [betId, winId] = [String(first), String(first + 1n)];
  const about = { account, roundId: betId };
  const bonus = random() < shares.bonus;
  const stake = bonus ? 0n : 1n + BigInt(Math.floor(random() * Number(stakeMinor)));
  const spin = bonus ? { callId: round + 1, type: types.bonus } : { callId: 0, type: types.bet };
  if (random() < shares.asksBalance) await delivery.balance({ account });
  const bet = { ...about, transactionId: betId, amountMinor: stake, play: { ...game, ...spin } };
  let staked = await delivery.bet(bet);
  for (let tries = 1; staked.kind === 'unavailable' && tries < mostTries; tries++) {
    await until(performance.now() + triesEveryMs);
    staked = await delivery.bet(bet);
  }
  if (staked.kind !== 'accepted') return;
  if (random() < shares.asksStatus) await delivery.status({ account, transactionId: betId });
  if (random() < shares.cancelsBet) {
    await delivery.cancel({ ...about, targetId: betId, amountMinor: stake, play: game });
    return;
  }
  const amountMinor = random() < shares.lost ? 0n : prize(stake, returnToPlayer, random());
  const play = { ...game, callId: 0, type: types.win };
  const won = await delivery.win({ ...about, transactionId: winId, amountMinor, play });
  if (won.kind === 'accepted' && random() < shares.cancelsWin)
    await delivery.cancel({ ...about, targetId: winId, amountMinor, play: game });
}

/** Such that lost rounds and prizes together return the share that was asked for. */
function prize(stakeMinor: bigint, returnToPlayer: number, random: number): bigint {
  const mean = (Number(stakeMinor) * returnToPlayer) / (1 - shares.lost);
  return BigInt(Math.round(mean * 2 * random));
}

async function until(atMs: number): Promise<void> {
  const waitMs = atMs - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}
