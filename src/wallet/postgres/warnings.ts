import type { ClientBase } from 'pg';

/** The connections on which PostgreSQL has warned. */
const warned = new WeakSet<ClientBase>();

/** From now on warnings are heeded. They come in the language of the database, and only their code is always the same. */
export function heedWarnings(client: ClientBase): void {
  client.on('notice', ({ code }) => {
    if (code === '01000') warned.add(client);
  });
}

/**
 * Whether a commit is in doubt that seems to have succeeded. When the wait for a synchronous standby is cancelled, PostgreSQL
 * commits and only warns that no standby may have it.
 */
export function hasWarned(client: ClientBase): boolean {
  return warned.has(client);
}
