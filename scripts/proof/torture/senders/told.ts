/** What games were told of their bets, wins and cancels: it must hold, whoever was killed behind it. */
import type { DeliveryOutcome, OperatorDelivery } from '../../../../src/delivery/delivery.ts';
import type { MovingCommand } from '../../../../src/delivery/outbox/outbox.ts';

export interface Told {
  readonly operator: string;
  readonly command: MovingCommand;
  /** Of a cancel, the transaction that it undoes. */
  readonly transactionId: string;
  readonly outcome: DeliveryOutcome['kind'] | 'rejected';
  /** Why it was rejected. */
  readonly reason?: string;
}

/**
 * Notes what every bet, win and cancel is told. For a rejected one the game goes on as for one that is not known. Once the game is
 * `over`, it waits for ever for what it would do next.
 */
export function noting(
  operator: string,
  delivery: OperatorDelivery,
  note: (told: Told) => void,
  over: AbortSignal,
): OperatorDelivery {
  async function noted(
    command: MovingCommand,
    transactionId: string,
    work: () => Promise<DeliveryOutcome>,
  ): Promise<DeliveryOutcome> {
    if (over.aborted) return new Promise(() => undefined);
    try {
      const outcome = await work();
      note({ operator, command, transactionId, outcome: outcome.kind });
      return outcome;
    } catch (error) {
      note({ operator, command, transactionId, outcome: 'rejected', reason: String(error) });
      return { kind: 'unresolved' };
    }
  }
  return {
    ...delivery,
    bet: (order) => noted('bet', order.transactionId, () => delivery.bet(order)),
    win: (order) => noted('win', order.transactionId, () => delivery.win(order)),
    cancel: (order) => noted('cancel', order.targetId, () => delivery.cancel(order)),
  };
}
