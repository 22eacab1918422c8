import type { ClientBase } from 'pg';
import { NotReady } from '../store.ts';
import { surelyRolledBack } from './errors.ts';

/** The process that serves each connection. A pooler between has a number of its own, so that it is asked for. */
const processes = new WeakMap<ClientBase, number>();

export const askProcess = { text: 'SELECT pg_backend_pid()', rowMode: 'array' } as const;

/** Takes the answer to `askProcess`. */
export function rememberProcess(client: ClientBase, { rows }: Answer): void {
  processes.set(client, Number(rows[0]?.[0]));
}

type Answer = { readonly rows: readonly (readonly unknown[])[] };

/**
 * The sessions that were given up here while PostgreSQL may still be at work for them: it does not notice as long as it waits
 * for its disk or a standby. They must not be cancelled, which would make their commits seem to succeed. While there is one,
 * nothing else is begun: it would wait as well, and in the end there would be no sessions left for anybody.
 */
export class GivenUp {
  #processes = new Set<number>();

  add(client: ClientBase): void {
    const process = processes.get(client);
    if (process !== undefined) this.#processes.add(process);
  }

  /** Rejects with `NotReady` while there is one that is still at work. It asks only when any were given up. */
  async demandNone(ask: (statement: { text: string; values: unknown[]; rowMode: 'array' }) => Promise<Answer>): Promise<void> {
    if (this.#processes.size === 0) return;
    const text = `SELECT pid FROM pg_stat_activity WHERE pid = ANY ($1::int[]) AND state <> 'idle'`;
    const { rows } = await ask({ text, values: [[...this.#processes]], rowMode: 'array' }).catch(noneWhereUnknown);
    this.#processes = new Set(rows.map(([pid]) => Number(pid)));
    if (rows.length > 0) throw new NotReady('a commit is still under way in PostgreSQL: is a synchronous standby away, or its disk stuck?');
  }
}

/** Engines that are only like PostgreSQL may not have this view. */
function noneWhereUnknown(error: unknown): Answer {
  if (surelyRolledBack(error)) return { rows: [] };
  throw error;
}
