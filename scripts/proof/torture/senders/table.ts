/** What is played at every operator alike, with the same players and the same transactions. */
import type { OperatorDelivery } from '../../../../src/delivery/delivery.ts';
import { play } from '../../../../src/simulator/game.ts';
import { accounts } from './operators.ts';

/** Ids of one game; the next one that is begun in the same millisecond has others. */
const idsPerGame = 100_000n;
const gamesPerMs = 10n;

/** Rounds in a second, at each operator. */
const rate = 40;

/** Plays for ever. Each of those who play at the same time has a `place` of its own. */
export async function playAt(deliveries: readonly OperatorDelivery[], place: number, seed: number): Promise<void> {
  const firstId = (BigInt(Date.now()) * gamesPerMs + BigInt(place)) * idsPerGame;
  const game = { accounts, rounds: Number(idsPerGame) / 2, stakeMinor: 500n, returnToPlayer: 0.95, rate };
  await Promise.all(deliveries.map((delivery) => play({ ...game, delivery, seed, firstId })));
}
