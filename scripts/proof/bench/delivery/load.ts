/** What senders are put to, and what is seen of it. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends bet number `n`; `false` when it was not accepted. */
export type SendBet = (n: number) => Promise<boolean>;

export interface Setting {
  /** Where the operators are. */
  readonly url: string;
  /** The database of an outbox, for those that have one. */
  readonly outbox: string;
  /** How many bets are under way at a time. */
  readonly concurrency: number;
  /** In place of that, at how many moments of a second a bet is due, from which its time counts. */
  readonly perSecond?: number;
  /** How many calls are, to one operator. */
  readonly connections: number;
  /** How many operators there are; 1 when not given. */
  readonly operators?: number;
  /** One more, which may be sick, and how many wins a second are for it. */
  readonly oneMore?: { readonly url: string; readonly perSecond: number };
}

export interface Contender {
  readonly send: SendBet;
  /** Microseconds of processor time so far, where what sends is not in this process. */
  readonly usedMicros?: () => Promise<number>;
}

export interface Seen {
  readonly perSecond: number;
  /** Processor time for each of what sends. */
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

/** The first `warmUpSeconds` are not counted, but for what failed. */
export async function load(
  { concurrency, perSecond }: Pick<Setting, 'concurrency' | 'perSecond'>,
  seconds: number,
  warmUpSeconds: number,
  { send, usedMicros = usedHere }: Contender,
): Promise<Seen> {
  let [failed, count, n] = [0, 0, 0];
  const tookMs: number[] = [];
  const begunMs = performance.now();
  const countedFromMs = begunMs + warmUpSeconds * 1_000;
  const untilMs = countedFromMs + seconds * 1_000;
  const usedBefore = sleep(warmUpSeconds * 1_000).then(usedMicros);

  async function sendOne(sinceMs: number): Promise<void> {
    if (!(await send(n++))) failed++;
    if (sinceMs < countedFromMs) return;
    count++;
    tookMs.push(performance.now() - sinceMs);
  }

  async function oneByOne(): Promise<void> {
    while (performance.now() < untilMs) await sendOne(performance.now());
  }

  async function whenDue(bets: number): Promise<void> {
    const sent: Promise<void>[] = [];
    for (let nowMs = performance.now(); nowMs < untilMs; nowMs = performance.now()) {
      const due = (nowMs - begunMs) * (bets / 1_000);
      while (sent.length < due) sent.push(sendOne(begunMs + (sent.length * 1_000) / bets));
      await sleep(1);
    }
    await Promise.all(sent);
  }

  await (perSecond === undefined ? Promise.all(Array.from({ length: concurrency }, oneByOne)) : whenDue(perSecond));
  const [rate, used] = [count / ((performance.now() - countedFromMs) / 1_000), await usedMicros()];
  tookMs.sort((a, b) => a - b);
  return {
    perSecond: rate,
    microsEach: (used - (await usedBefore)) / count,
    failed,
    p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? 0,
  };
}

async function usedHere(): Promise<number> {
  const { user, system } = process.cpuUsage();
  return user + system;
}
