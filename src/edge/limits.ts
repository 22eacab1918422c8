/** What an edge takes on at a time; each is told in the server's README, among the limits of the process. */
export const edgeLimits = {
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
} as const;
