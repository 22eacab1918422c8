import type { Kind, Standing } from '../../database/kind.ts';
import { UnusableOutbox } from './outbox.ts';

/** As kit 0.1.0 made it: for one operator, who has no name in it. */
export const oldShape: ReadonlyMap<string, string> = new Map([
  ['sender', 'id,alive_until_ms'],
  [
    'delivery',
    'id,command,phase,account,transaction_id,round_id,amount_minor,body,state,attempts,created_at_ms,sender,hold',
  ],
  ['attempt', 'delivery_id,number,command,at_ms,duration_ms,outcome,http_status,answer'],
]);

export const outboxKind: Kind = {
  name: 'outbox',
  shapes: [
    new Map([
      ['sender', 'id,alive_until_ms,lease_ms'],
      [
        'delivery',
        'number,operator,command,contract,phase,account,transaction_id,round_id,amount_minor,body,state,attempts,created_at_ms,noted_at_ms,due_at_ms,last_outcome,logged,sender,hold',
      ],
      ['attempt', 'delivery,number,command,at_ms,duration_ms,outcome,http_status,answer'],
      ['settlement', 'number,operator,delivery,state,at_ms'],
    ]),
    oldShape,
  ],
};

/** Refuses what nobody has begun, where an outbox must be. */
export function demandBegun(standing: Standing, where: string): void {
  if (standing === 'nobody')
    throw new UnusableOutbox(`there is no outbox in ${where}. Name another: the one that the sender was given.`);
}

/** Refuses to migrate what is in use, or what nobody has named the operator of. */
export function demandMigratable(deliveries: number, senders: number, operator: string | undefined): void {
  if (senders > 0)
    throw new UnusableOutbox('a sender of kit 0.1.0 is at work on the outbox. Stop it, and try again after a minute.');
  if (deliveries > 0 && operator === undefined) throw madeBefore();
}

export function madeBefore(): UnusableOutbox {
  return new UnusableOutbox(
    'the outbox is of kit 0.1.0, whose deliveries do not say to which operator they go. Tell it once: seamless deliveries migrate --operator NAME',
  );
}
