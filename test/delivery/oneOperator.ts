/** A delivery to one operator, whose deliveries are `casino:win:1` and so on in the outbox. */
import {
  createDelivery,
  type Delivery,
  type DeliveryOptions,
  type OperatorDelivery,
} from '../../src/delivery/delivery.ts';
import type { OperatorSettings } from '../../src/delivery/operators.ts';
import type { DeliveryState } from '../../src/delivery/outbox/outbox.ts';

export const operator = 'casino';

export type OneOperatorOptions = Omit<DeliveryOptions, 'operators'> & Omit<OperatorSettings, 'name'>;

export interface OneOperator extends OperatorDelivery, Pick<Delivery, 'recover' | 'close'> {
  readonly whole: Delivery;
  /** Tries these again, and resolves how each ended. */
  retry(ids: readonly string[]): Promise<Map<string, DeliveryState>>;
}

export function deliverToOne({ outbox, keepMs, clock, random, observe, ...settings }: OneOperatorOptions): OneOperator {
  const whole = createDelivery({
    outbox,
    operators: [{ ...settings, name: operator }],
    ...(keepMs !== undefined && { keepMs }),
    ...(clock && { clock }),
    ...(random && { random }),
    ...(observe && { observe }),
  });
  return {
    ...whole.to(operator),
    whole,
    recover: () => whole.recover(),
    close: () => whole.close(),
    retry: async (ids) => {
      const states = new Map<string, DeliveryState>();
      await whole.retry({ ids, told: ({ id, state }) => void states.set(id, state) });
      return states;
    },
  };
}
