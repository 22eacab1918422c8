import { edgeLimits } from '../edge/limits.ts';

/** What one process takes on; each is told in this room's README. The largest body is the contract's. */
export const limits = {
  /**
   * Beyond this a connection is closed as soon as it is made. With one callback waiting on each, the last
   * is still answered within its deadline.
   */
  connections: 12_000,
  /** Beyond this on the inside port, the same. */
  insideConnections: 64,
  ...edgeLimits,
  /** Headers of one request, in bytes. */
  headerBytes: 8_192,
  /** From the connection, or the end of the request before, to the end of the headers. */
  headersMs: 10_000,
  /** The same to the end of the body. */
  requestMs: 15_000,
  /** Both on the inside port, where nobody is far away: who does not finish a question must not keep others from asking. */
  insideHeadersMs: 1_000,
  /** Log that waits for its reader, in bytes: one who stops reading must cost no memory. */
  logBytes: 4_194_304,
  /** A connection without a request is kept this long: longer than a balancer keeps it, usually a minute. */
  idleMs: 75_000,
} as const;

export type Limits = { readonly [Name in keyof typeof limits]: number };
