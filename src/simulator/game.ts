/** Players at a game: rounds of every kind, through the delivery. */
import type { CallbackData } from '../contract/types.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { seeded, seedOf } from './seeded.ts';

export interface GameOptions {
  readonly delivery: Delivery;
  readonly accounts: readonly string[];
  /** Of all players together. */
  readonly rounds: number;
  readonly seed: number;
  /** The id of the first transaction; the others count on from it. */
  readonly firstId: bigint;
  /** The largest stake. */
  readonly stakeMinor: bigint;
  /** What share of the stakes the wins give back in the long run. */
  readonly returnToPlayer: number;
  /** Rounds per second, all players together; as fast as they can when not given. */
  readonly rate?: number;
  readonly played?: (rounds: number) => void;
}

/** What is told of the game in every callback. */
const game = { provider_id: 1, game_code: 'vswaysdogs', game_name: 'The Dog House Megaways', game_type: 'Slots' };

/** On the wire: a bet, a win, and a spin that a bonus call pays for. */
const types = { bet: 1, win: 2, bonus: 32 } as const;

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
  const betId = firstId + BigInt(round) * 2n;
  const about = { account, round_id: String(betId), call_id: 0, ...game };
  const bonus = random() < shares.bonus;
  const stake = bonus ? 0n : 1n + BigInt(Math.floor(random() * Number(stakeMinor)));
  const bet: CallbackData<'bet'> = {
    ...about,
    trans_id: betId,
    amount: stake,
    type: types.bet,
    ...(bonus && { call_id: round + 1, type: types.bonus }),
  };
  if (random() < shares.asksBalance) await delivery.balance({ account });
  const staked = await delivery.bet(bet);
  if (staked.kind !== 'accepted') return;
  if (random() < shares.asksStatus) await delivery.status({ account, trans_id: betId });
  if (random() < shares.cancelsBet) {
    await delivery.cancel({ account, trans_id: betId, round_id: about.round_id, ...game });
    return;
  }
  const amount = random() < shares.lost ? 0n : prize(stake, returnToPlayer, random());
  const won = await delivery.win({ ...about, trans_id: betId + 1n, amount, type: types.win });
  if (won.kind === 'accepted' && random() < shares.cancelsWin) {
    await delivery.cancel({ account, trans_id: betId + 1n, round_id: about.round_id, ...game });
  }
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
