/** The kit's own: one call, and delivery from the outbox. */
import { v1 } from '../../../../src/contract/contracts.ts';
import { createCallbackClient } from '../../../../src/delivery/client.ts';
import { createDelivery } from '../../../../src/delivery/delivery.ts';
import type { OperatorSettings } from '../../../../src/delivery/operators.ts';
import { openOutboxAt } from '../../../../src/delivery/outbox/open.ts';
import { type Contender, movement, type Setting } from './load.ts';

export async function client({ url }: Setting): Promise<Contender> {
  const calls = createCallbackClient(v1, { url: `${url}/callback`, token: 'bench' });
  const game = { provider_id: 1, game_code: 'vswaysdogs', game_type: 'Slots', game_name: 'The Dog House Megaways' };
  return {
    send: async () => {
      const { amountMinor: amount, account, transactionId, roundId } = movement();
      const bet = { account, call_id: 0, round_id: roundId, ...game, amount, type: 1, trans_id: BigInt(transactionId) };
      const outcome = await calls.bet(bet);
      return outcome.kind === 'replied' && outcome.reply.result === 0;
    },
  };
}

/** Bets to as many operators as are asked for, in turn, and wins to one more, where there is one. */
export async function delivery({ url, outbox: at, connections, operators = 1, oneMore }: Setting): Promise<Contender> {
  const outbox = await openOutboxAt(at);
  const operator = (name: string, callbackUrl: string): OperatorSettings => {
    const mostAtOnce = Math.max(connections, 100);
    return { name, contract: v1, url: callbackUrl, tokens: ['bench'], mostAtOnce };
  };
  const sound = Array.from({ length: operators }, (_, n) => operator(`casino${n}`, `${url}/callback`));
  const deliveries = createDelivery({
    outbox,
    operators: [...sound, ...(oneMore ? [operator('one-more', oneMore.url)] : [])],
  });
  if (oneMore) again(oneMore.perSecond, () => deliveries.to('one-more').win(movement()));
  return {
    send: async (n) => (await deliveries.to(`casino${n % operators}`).bet(movement())).kind === 'accepted',
  };
}

function again(perSecond: number, work: () => Promise<unknown>): void {
  setInterval(() => void work().catch(() => undefined), 1_000 / perSecond);
}
