/** What one process takes on; each is told in the README. The largest body is the contract's. */
export const limits = {
  /**
   * Beyond this a connection is closed as soon as it is made. With one callback waiting on each, the last
   * is still answered within its deadline.
   */
  connections: 12_000,
  /** Headers of one request, in bytes. */
  headerBytes: 8_192,
  /** From the connection, or the end of the request before, to the end of the headers. */
  headersMs: 10_000,
  /** The same to the end of the body. */
  requestMs: 15_000,
  /** A connection without a request is kept this long: longer than a balancer keeps it, usually a minute. */
  idleMs: 75_000,
} as const;
