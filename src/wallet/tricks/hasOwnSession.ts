import type { Client } from 'pg';

/**
 * Whether PostgreSQL itself is at the other end of a connection, and no pooler: a pooler tells each client a number of its own,
 * and PostgreSQL that of the process which serves it, `servedBy`.
 *
 * - Leans on `processID`, which pg keeps in its client and does not document.
 * - Needed so that most servers start with one connection: without it each start opens another one, which a role's limit of
 *   connections may refuse, and looks at both twenty times.
 * - Can go when pg documents the number, which then takes its place.
 */
export function hasOwnSession(client: Client, servedBy: unknown): boolean {
  return 'processID' in client && client.processID === servedBy;
}
