import type { Delivery } from '../delivery/delivery.ts';
import type { Outbox } from '../delivery/outbox/outbox.ts';
import type { Watch } from './operatorsWatch.ts';

/** What handlers work with. */
export interface HandlerOptions {
  readonly delivery: Delivery;
  readonly outbox: Outbox;
  readonly watch: Pick<Watch, 'settings' | 'names' | 'reload' | 'setPaused'>;
  /** When it aborts, the relay ends: wins and cancels are waited for no longer. */
  readonly drained: AbortSignal;
}
