/** What a server meets in a minute: bets at a steady rate, players on a failing wire, strangers' requests, broken connections. */
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { v1 } from '../../../src/contract/index.ts';
import { faultKinds, type FaultRates } from '../../../src/simulator/faults.ts';
import { openOutboxAt } from '../../../src/delivery/outbox/open.ts';
import { simulate } from '../../../src/simulator/simulate.ts';
import type { Seen } from '../bench/http/load.ts';
import { loadOn } from '../bench/http/processes.ts';
import { fuzz } from '../fuzz/fuzz.ts';

export interface Minute {
  /** From 1. */
  readonly number: number;
  readonly url: string;
  readonly token: string;
  readonly folder: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly seed: number;
  /** Who plays on the failing wire. */
  readonly players: readonly string[];
}

const rates = Object.fromEntries(faultKinds.map((kind) => [kind, 0.01])) as FaultRates;
const rounds = 150;
const strangersPerSecond = 10;
const cutsPerSecond = 5;
const connections = 200;
/** Long: senders that hang up and call again keep a server that was held up for a moment from catching up. */
const giveUpMs = 30_000;

/** Resolves what the steady bets saw, and what went wrong. */
export async function minuteOf(minute: Minute): Promise<{ seen: Seen; wrong: string[] }> {
  const [seen, ...rest] = await Promise.all([
    steadyBets(minute),
    failingWire(minute),
    strangers(minute),
    brokenConnections(minute),
  ]);
  const { accepted: _, ...others } = seen.answers;
  const wrong = Object.entries(others).flatMap(([how, count]) =>
    count === 0 ? [] : [`${count} steady bets were ${how}`],
  );
  return { seen, wrong: [...wrong, ...rest.flat()].map((problem) => `minute ${minute.number}: ${problem}`) };
}

function steadyBets({ url, token, perSecond, seconds }: Minute): Promise<Seen> {
  return loadOn({ url, token, seconds, perSecond, connections, giveUpMs });
}

async function failingWire({ number, url, token, folder, seed, players }: Minute): Promise<string[]> {
  const outbox = await openOutboxAt(`sqlite:${join(folder, `outbox${number}.db`)}`);
  const firstId = BigInt(Date.now()) * 1_000_000n;
  const operator = { name: 'soak', contract: v1, url, tokens: [token], stakeMinor: 100n, faults: rates };
  const game = { rounds, seed: seed + number, firstId, returnToPlayer: 0.96, accounts: players };
  const [report] = await simulate({ ...game, operators: [operator], outbox });
  await outbox.close();
  return (report?.differences ?? []).map(
    ({ account, expectedMinor, toldMinor }) => `${account} has ${toldMinor ?? 'no balance'}, not ${expectedMinor}`,
  );
}

/** A few each second: making them is work too. */
async function strangers({ number, url, token, seconds, seed }: Minute): Promise<string[]> {
  const wrong: string[] = [];
  for (let second = 0; second < seconds; second++) {
    const fuzzed = await fuzz(
      'v1',
      [{ url, token }],
      strangersPerSecond,
      seed + (number * seconds + second) * strangersPerSecond,
    );
    wrong.push(...fuzzed.wrong);
    await sleep(1_000);
  }
  return wrong;
}

/** Connections that break off in the middle of a request. */
async function brokenConnections({ url, token, seconds }: Minute): Promise<string[]> {
  const { port, pathname, host } = new URL(url);
  const half = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nCallback-Token: ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"command":`;
  for (let cut = 0; cut < seconds * cutsPerSecond; cut++) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    socket.write(half.slice(0, 1 + (cut % half.length)), () => setTimeout(() => socket.resetAndDestroy(), 10));
    await sleep(1_000 / cutsPerSecond);
  }
  return [];
}
