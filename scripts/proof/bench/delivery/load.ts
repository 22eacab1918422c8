/** What senders are put to, and what is seen of it. */

/** Sends bet number `n`; `false` when it was not accepted. */
export type SendBet = (n: number) => Promise<boolean>;

export interface Seen {
  readonly perSecond: number;
  /** Processor time of this process for each. */
  readonly microsEach: number;
  /** Bets that were not accepted by an operator that accepts all. */
  readonly failed: number;
  /** Milliseconds, of all in the counted time. */
  readonly p99Ms: number;
}

let lastId = BigInt(Date.now()) * 1_000_000n;

/** As one is in the contract's examples. */
export function movement() {
  const transactionId = String(++lastId);
  return {
    account: `player${lastId % 1_000n}`,
    transactionId,
    roundId: transactionId,
    amountMinor: 100n,
    play: {
      studio: 1,
      gameCode: 'vswaysdogs',
      gameName: 'The Dog House Megaways',
      gameType: 'Slots',
      type: 1,
      callId: 0,
    },
  };
}

/** So many at a time; the first `warmUpSeconds` are not counted, but for what failed. */
export async function load(concurrency: number, seconds: number, warmUpSeconds: number, send: SendBet): Promise<Seen> {
  let [failed, count, n] = [0, 0, 0];
  const tookMs: number[] = [];
  const begunMs = performance.now();
  const countedFromMs = begunMs + warmUpSeconds * 1_000;
  const untilMs = countedFromMs + seconds * 1_000;
  let used = process.cpuUsage();
  setTimeout(() => (used = process.cpuUsage()), warmUpSeconds * 1_000);
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let nowMs = performance.now(); nowMs < untilMs;) {
        if (!(await send(n++))) failed++;
        const endedMs = performance.now();
        if (nowMs >= countedFromMs) {
          count++;
          tookMs.push(endedMs - nowMs);
        }
        nowMs = endedMs;
      }
    }),
  );
  const { user, system } = process.cpuUsage(used);
  tookMs.sort((a, b) => a - b);
  return {
    perSecond: count / ((performance.now() - countedFromMs) / 1_000),
    microsEach: (user + system) / count,
    failed,
    p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? 0,
  };
}
