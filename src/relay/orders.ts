/** From the API's words to the wallet's. */
import type { Play } from '../contract/callback.ts';
import type { CancelOrder, MovementOrder } from '../delivery/orders.ts';
import type { CancelRequest, Movement } from './types.ts';

export function toMovementOrder({ account, transactionId, roundId, amountMinor, play }: Movement): MovementOrder {
  return { account, transactionId, roundId, amountMinor: BigInt(amountMinor), ...(play && { play: toPlay(play) }) };
}

export function toCancelOrder({
  account,
  targetId,
  transactionId,
  roundId,
  amountMinor,
  play,
}: CancelRequest): CancelOrder {
  return {
    account,
    targetId,
    ...(transactionId !== undefined && { transactionId }),
    ...(roundId !== undefined && { roundId }),
    ...(amountMinor !== undefined && { amountMinor: BigInt(amountMinor) }),
    ...(play && { play: toPlay(play) }),
  };
}

/** A field that is not sent is absent. */
function toPlay(play: NonNullable<Movement['play']>): Play {
  const { studio, gameCode, gameName, gameType, type, callId, sentAtMs, session } = play;
  return {
    ...(studio !== undefined && { studio }),
    ...(gameCode !== undefined && { gameCode }),
    ...(gameName !== undefined && { gameName }),
    ...(gameType !== undefined && { gameType }),
    ...(type !== undefined && { type }),
    ...(callId !== undefined && { callId }),
    ...(sentAtMs !== undefined && { sentAtMs }),
    ...(session !== undefined && { session }),
  };
}
