/** A game server that asks relays: again, and at any of them, until it is answered. */
import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveryOutcome, OperatorDelivery } from '../../../../src/delivery/delivery.ts';
import type { MovementOrder } from '../../../../src/delivery/orders.ts';
import type { Movement, Problem, RelayClient } from '../../../../src/relay/client.ts';

interface Answer {
  readonly data?: { readonly outcome: string; readonly result?: number } | undefined;
  readonly error?: Problem | undefined;
}

const askAgainMs = 100;

/** Its calls reject when a relay calls a request wrong, and never end once it is stopped. What moves nothing is not asked. */
export function throughRelays(anyRelay: () => RelayClient, operator: string, stopped: AbortSignal): OperatorDelivery {
  const params = { path: { operator } };

  async function untilAnswered(ask: (client: RelayClient) => Promise<Answer>): Promise<DeliveryOutcome> {
    for (;;) {
      if (stopped.aborted) return new Promise(() => undefined);
      // One that was killed does not answer.
      const { data, error } = await ask(anyRelay()).catch((): Answer => ({}));
      if (error?.code === 'unavailable' && error.reason) return { kind: 'unavailable', reason: error.reason };
      if (error && error.status < 500) throw new Error(`${error.code}: ${error.detail ?? ''}`);
      const outcome = data && outcomeOf(data);
      if (outcome) return outcome;
      await pause(askAgainMs);
    }
  }

  const notAsked = async (): Promise<DeliveryOutcome> => ({ kind: 'unresolved' });

  return {
    authenticate: notAsked,
    balance: notAsked,
    status: notAsked,
    bet: (order) =>
      untilAnswered((client) => client.POST('/operators/{operator}/bets', { params, body: movementOf(order) })),
    win: (order) =>
      untilAnswered((client) => client.POST('/operators/{operator}/wins', { params, body: movementOf(order) })),
    cancel: ({ account, targetId, roundId = '' }) =>
      untilAnswered((client) =>
        client.POST('/operators/{operator}/cancels', { params, body: { account, targetId, roundId } }),
      ),
  };
}

function movementOf({ account, transactionId, roundId, amountMinor }: MovementOrder): Movement {
  return { account, transactionId, roundId, amountMinor: String(amountMinor) };
}

function outcomeOf({ outcome, result = 0 }: NonNullable<Answer['data']>): DeliveryOutcome | undefined {
  if (outcome === 'accepted') return { kind: 'accepted', balanceMinor: undefined, transaction: undefined };
  if (outcome === 'refused') return { kind: 'refused', result, balanceMinor: undefined };
  if (outcome === 'not-placed' || outcome === 'cancelled') return { kind: 'cancelled' };
  return outcome === 'pending' ? undefined : { kind: 'unresolved' };
}
