import type { Kind, Standing } from '../../database/kind.ts';
import { UnusableOutbox } from './outbox.ts';

export const outboxKind: Kind = {
  name: 'outbox',
  shapes: [
    new Map([
      ['sender', 'id,alive_until_ms'],
      [
        'delivery',
        'id,command,phase,account,transaction_id,round_id,amount_minor,body,state,attempts,created_at_ms,sender,hold',
      ],
      ['attempt', 'delivery_id,number,command,at_ms,duration_ms,outcome,http_status,answer'],
    ]),
  ],
};

/** Refuses what nobody has begun, where an outbox must be. */
export function demandBegun(standing: Standing, where: string): void {
  if (standing === 'nobody')
    throw new UnusableOutbox(`there is no outbox in ${where}. Name another: the one that the sender was given.`);
}
