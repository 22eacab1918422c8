/** Cures that more than one case asks for. */
export const uniqueKey =
  'Let a unique key on trans_id decide, in the same database transaction as the movement; a look-up before it is not enough.';

export const tombstone =
  'Remember the cancel of an unknown transaction durably; when its bet or win arrives later, move nothing and answer 41.';
