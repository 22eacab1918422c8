/** Whether PostgreSQL lets movements be written; a standby does not, nor does a primary that was put aside. */
import { NotReady } from '../store.ts';

/** Engines that are only like PostgreSQL know this, and not `pg_is_in_recovery()`. */
export const showReadOnly = { text: 'SHOW transaction_read_only', rowMode: 'array' } as const;

/** Takes the answer to `showReadOnly`. What was read before it is the primary's. */
export function demandWritable({ rows }: { readonly rows: readonly (readonly unknown[])[] }): void {
  if (rows[0]?.[0] === 'on') throw new NotReady(onlyReads);
}

export const onlyReads =
  'PostgreSQL only lets read: it is a standby, or default_transaction_read_only is on. Movements need the primary';
