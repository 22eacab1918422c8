/** What one process takes on; each is told in the README. The largest body is the contract's. */
export const limits = {
  /**
   * Beyond this a connection is closed as soon as it is made. With one callback waiting on each, the last
   * is still answered within its deadline.
   */
  connections: 12_000,
  /** Beyond this on the inside port, the same. */
  insideConnections: 64,
  /**
   * New connections that wait to be taken, as far as the system lets them (`net.core.somaxconn`): one that finds no place
   * is tried again by its sender's system, seconds later.
   */
  backlog: 4_096,
  /** Callbacks that are answered at the same time; one more is shed before it begins. */
  callbacks: 500,
  /** Fewer, down to this, while */
  callbacksAtLeast: 50,
  /** to read all that is ready takes longer than this: then what comes in is more than can be answered. */
  lapMs: 50,
  /** So many more are let in after a pause, as in a slow commit; */
  burst: 2_000,
  /** and this is how fast that allowance grows back. */
  burstPerSecond: 500,
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
