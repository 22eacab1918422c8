import { v1 } from '../../src/contract/contracts.ts';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { delivery, results } from '../../generated/v1/protocol.ts';
import { limits } from '../../src/process/limits.ts';
import { type RunningServer, serve } from '../../src/server/serve.ts';
import { tokenHash } from '../../src/edge/token.ts';
import type { Outcome } from '../../src/contract/callback.ts';
import type { WalletCommand } from '../../src/wallet/command.ts';
import { largestBatch } from '../../src/wallet/ledger.ts';
import type { Store } from '../../src/wallet/store.ts';
import { token } from '../support/edges.ts';
import { exchange, whole } from '../support/rawSocket.ts';

/** Slow, and quick enough for what the door lets in. */
const batchMs = delivery.bet.deadlineMs / 12;

let begun: string[];
/** The currencies that what was begun is in. */
let currencies: Set<string | undefined>;
let server: RunningServer;
beforeEach(async () => {
  begun = [];
  currencies = new Set();
  server = await serve({
    contracts: [v1],
    store: slowStore(),
    host: '127.0.0.1',
    port: 0,
    tokens: [token],
    lines: { write: () => undefined },
  });
});
afterEach(() => server.stop());

/** Says yes, and takes as long over one bet as over many. */
function slowStore(): Store {
  async function settle(commands: readonly WalletCommand[]): Promise<Outcome[]> {
    begun.push(...commands.map((command) => ('transactionId' in command ? command.transactionId : '')));
    for (const command of commands) currencies.add('terms' in command ? command.terms.currency : undefined);
    await new Promise((resolve) => setTimeout(resolve, batchMs));
    return commands.map(() => ({ result: 'accepted', balanceMinor: 1n }));
  }
  const guard = { guard: 'largest-win', mode: 'enforce', most: 1n };
  const select = async () => [
    { name: 'default', currency: 'XXX', decimals: 2, signature: 'off', ...guard },
    {
      name: 'other',
      currency: 'JPY',
      decimals: 0,
      signature: 'off',
      ...guard,
      contracts: 'v4',
      hash: tokenHash(other),
    },
  ];
  return { settle, select, ping: async () => undefined, close: async () => undefined } as unknown as Store;
}

/** The token of another provider, which speaks v4 and plays in yen. */
const other = 'other-token';

/** Every second one is of the other provider. */
const bet = (id: number): string => (id % 2 === 0 ? betInV1(id) : betInV4(id));

const betInV4 = (id: number): string =>
  whole(
    JSON.stringify({
      command: 'bet',
      data: { account: 'a', trans_guid: String(id), round_id: 'r', amount: 1 },
      timestamp: '1',
      check: '21',
    }),
  ).replace(token, other);

const betInV1 = (id: number): string =>
  whole(
    JSON.stringify({
      command: 'bet',
      data: { account: 'a', trans_id: id, round_id: 'r', amount: 1 },
      timestamp: '1',
      check: '21',
    }),
  );

/** Sends so many bets at once, over a few connections, and tells which were accepted. */
async function storm(bets: number, firstId: number): Promise<{ accepted: string[]; shed: number; tookMs: number }> {
  const perConnection = 50;
  const parts = Array.from({ length: bets / perConnection }, (_connection, part) => {
    const ids = Array.from({ length: perConnection }, (_, n) => firstId + part * perConnection + n);
    return { ids, bytes: ids.map(bet).join('') };
  });
  const begunMs = performance.now();
  const exchanges = parts.map(async ({ ids, bytes }) => {
    const { answers } = await exchange(server.callbackUrl, bytes, { answers: perConnection });
    return answers.map(({ httpStatus, body }, n) => ({
      id: String(ids[n]),
      httpStatus,
      result: (JSON.parse(body) as { result: number }).result,
    }));
  });
  const answers = (await Promise.all(exchanges)).flat();
  expect(answers).toHaveLength(bets);
  expect(new Set(answers.map(({ httpStatus }) => httpStatus))).toEqual(new Set([200]));
  return {
    accepted: answers.filter(({ result }) => result === results.accepted).map(({ id }) => id),
    shed: answers.filter(({ result }) => result === results.failed).length,
    tookMs: performance.now() - begunMs,
  };
}

async function shedByMetrics(): Promise<number> {
  const metrics = await (await fetch(new URL('/metrics', server.insideUrl))).text();
  return Number(/^seamless_notes_total\{note="shed"\} (\d+)$/m.exec(metrics)?.[1]);
}

it('more bets of two providers than a slow store can settle: what is accepted is answered within its deadline, the rest is shed before it begins, and later bets are taken', async () => {
  const bets = 4 * (limits.callbacks + limits.burst);
  const { accepted, shed, tookMs } = await storm(bets, 1);
  expect(accepted.length).toBeGreaterThanOrEqual(largestBatch);
  expect(accepted.length + shed).toBe(bets);
  expect(begun.sort()).toEqual(accepted.sort());
  expect(currencies).toEqual(new Set(['XXX', 'JPY']));
  expect(tookMs).toBeLessThan(delivery.bet.deadlineMs);
  expect(await shedByMetrics()).toBe(shed);

  expect(await storm(50, bets + 1)).toMatchObject({ shed: 0 });
});

it('clients that break off in the middle of what is shed do no harm', async () => {
  const [clients, each, bets] = [20, 20, 4 * (limits.callbacks + limits.burst)];
  const { port } = new URL(server.callbackUrl);
  const answered = storm(bets, 1);
  const sockets = Array.from({ length: clients }, () => connect(Number(port), '127.0.0.1'));
  for (const [client, socket] of sockets.entries()) {
    const ids = Array.from({ length: each }, (_, n) => bets + 1 + client * each + n);
    socket.write(ids.map(bet).join('') + bet(0).slice(0, -10));
  }
  await answered;
  // What is neither shed nor begun is half a bet that was let in; not all of them were.
  await expect
    .poll(async () => bets + clients * (each + 1) - (await shedByMetrics()) - begun.length)
    .toBeLessThan(clients);
  for (const socket of sockets) socket.resetAndDestroy();
  expect(await storm(50, 1_000_000)).toMatchObject({ shed: 0 });
});

it('a client that says goodbye with its request is answered however long the store takes', async () => {
  const { answers, closed } = await exchange(server.callbackUrl, bet(1), { end: true });
  expect([answers, closed]).toEqual([
    [expect.objectContaining({ httpStatus: 200, body: expect.stringContaining('{"result":0,') as unknown })],
    true,
  ]);
});
