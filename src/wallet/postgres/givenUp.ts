import type { ClientBase } from 'pg';
import { NotReady } from '../store.ts';
import { surelyRolledBack } from './errors.ts';

/** A process's number comes again, in a PostgreSQL that was started again or another one; with its beginning it does not. */
interface Session {
  readonly process: number;
  /** In seconds, as PostgreSQL writes it. */
  readonly begun: string;
}

/** The session that serves each connection. A pooler between has a number of its own, so that it is asked for. */
const sessions = new WeakMap<ClientBase, Session>();

export const askSession = {
  text: 'SELECT pid, extract(epoch FROM backend_start)::text FROM pg_stat_activity WHERE pid = pg_backend_pid()',
  rowMode: 'array',
} as const;

/** Takes the answer to `askSession`. */
export function rememberSession(client: ClientBase, { rows }: Answer): void {
  const [row] = rows;
  if (row) sessions.set(client, { process: Number(row[0]), begun: String(row[1]) });
}

type Answer = { readonly rows: readonly (readonly unknown[])[] };

/**
 * The sessions that were given up here while PostgreSQL may still be at work for them: it does not notice as long as it waits
 * for its disk or a standby. They must not be cancelled, which would make their commits seem to succeed. While there is one,
 * nothing else is begun: it would wait as well, and in the end there would be no sessions left for anybody.
 */
export class GivenUp {
  #sessions = new Set<Session>();

  add(client: ClientBase): void {
    const session = sessions.get(client);
    if (session !== undefined) this.#sessions.add(session);
  }

  /** Rejects with `NotReady` while there is one that is still at work. It asks only when any were given up. */
  async demandNone(
    ask: (statement: { text: string; values: unknown[]; rowMode: 'array' }) => Promise<Answer>,
  ): Promise<void> {
    if (this.#sessions.size === 0) return;
    const given = [...this.#sessions];
    const values = [given.map(({ process }) => process), given.map(({ begun }) => begun)];
    const { rows } = await ask({ text: atWork, values, rowMode: 'array' }).catch(noneWhereUnknown);
    const still = new Set(rows.map(([process]) => Number(process)));
    for (const session of given) if (!still.has(session.process)) this.#sessions.delete(session);
    if (rows.length > 0)
      throw new NotReady(
        'a commit is still under way in PostgreSQL: is a synchronous standby away, or its disk stuck?',
      );
  }
}

/** The one that asks is not given up, whoever had its session at a pooler before. */
const atWork = `SELECT pid FROM pg_stat_activity JOIN unnest($1::int[], $2::text[]) AS given (process, begun)
    ON pid = process AND extract(epoch FROM backend_start)::text = begun
  WHERE state <> 'idle' AND pid <> pg_backend_pid()`;

/** Engines that are only like PostgreSQL may not have this view. */
export function noneWhereUnknown(error: unknown): Answer {
  if (surelyRolledBack(error)) return { rows: [] };
  throw error;
}
