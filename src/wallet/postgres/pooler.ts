import type { PostgresClient } from '../../database/postgresClient.ts';
import { UnusableDatabase } from '../store.ts';
import { hasOwnSession } from '../tricks/hasOwnSession.ts';

/** With other clients at the pooler one look may see nothing; so many in a row do. */
const looks = 20;

/**
 * Rejects when sessions are shared: a pooler gives them to somebody else between two transactions. Then settings of ours
 * reach others and theirs us, and prepared statements are not where they were prepared. It changes nothing of the session.
 */
export async function refuseSharedSessions(
  client: PostgresClient,
  connectAnother: () => Promise<PostgresClient>,
): Promise<void> {
  const process = await processOf(client);
  if (hasOwnSession(client, process)) return;
  const another = await connectAnother();
  try {
    const other = await processOf(another);
    for (let look = 1; look <= looks; look++) {
      // Both are open: neither may change, and they are never the same.
      const same = (await processOf(client)) === process && (await processOf(another)) === other;
      if (process === other || !same) throw new UnusableDatabase(shared);
    }
  } finally {
    await another.end();
  }
}

const shared =
  'between this program and PostgreSQL is a pooler that gives sessions to others between transactions. ' +
  "Set it to whole sessions for this database (PgBouncer: pool_mode = session), or name PostgreSQL's own address.";

const askProcess = { text: 'SELECT pg_backend_pid()', rowMode: 'array' } as const;

async function processOf(client: PostgresClient): Promise<unknown> {
  return (await client.query<unknown[]>(askProcess)).rows[0]?.[0];
}
