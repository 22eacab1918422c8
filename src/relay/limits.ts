/** What one relay takes on; each is told in this room's README. */
export const limits = {
  /** Beyond this a connection is closed as soon as it is made. */
  connections: 10_000,
  /** Requests that are answered at the same time; one more is answered with HTTP 503, `busy`. */
  requests: 2_000,
  /** Of them to one operator, so that one that hangs leaves room for the others; beyond it the same. */
  operatorRequests: 1_000,
  /** The largest body of a request, in bytes. */
  bodyBytes: 16_384,
  /** Headers of one request, in bytes. */
  headerBytes: 8_192,
  /** From the connection, or the end of the request before, to the end of the headers. */
  headersMs: 10_000,
  /** The same to the end of the body. */
  requestMs: 15_000,
  /** A connection without a request is kept this long, and one whose answer nobody reads. */
  idleMs: 75_000,
  /** Operators that have figures of their own; the others are told together, as `others`. */
  operatorsInMetrics: 500,
} as const;
