import type { DeliveryRecord, OutboxReader } from '../delivery/outbox/outbox.ts';
import { Refused } from './input.ts';
import { pasted } from './pasted.ts';

/** The delivery with this id. Rejects with `Refused` when there is none. */
export async function existingDelivery(outbox: OutboxReader, id: string): Promise<DeliveryRecord> {
  const record = await outbox.find(id);
  if (!record)
    throw new Refused(
      `there is no delivery ${id}; their ids are as in anna-casino:win:1676358191. See them with: ${pasted('deliveries list --state pending')}`,
    );
  return record;
}
