/** Cures that more than one case asks for. */
import type { Dialect } from './dialects.ts';

export const uniqueKey = ({ idField }: Dialect): string =>
  `Let a unique key on ${idField} decide, in the same database transaction as the movement; a look-up before it is not enough.`;

export const uniqueIds = ({ idField }: Dialect): string => `${idField} is unique for each transaction`;

export const tombstone =
  'Remember the cancel of an unknown transaction durably; when its bet or win arrives later, move nothing and answer 41.';

export const decimals =
  'A float is told as it is, as 100.30000000000001: keep money in integers of the smallest unit or in DECIMAL, and round nothing; or --currency-decimals is not that of the currency.';
