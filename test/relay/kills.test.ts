import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createRelayClient, type RelayClient } from '../../src/relay/client.ts';
import { kills } from '../extent.ts';
import { scratch } from '../support/commandLine.ts';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';
import { newKey, token, writeOperators } from './harness.ts';
import { type RelayProcess, startRelayProcess } from './relayProcess.ts';

/** Relays on one outbox, to two operators, with the same transactions at both. */
const opening = 1_000_000n;
const names = ['anna', 'bert'] as const;
const [folder, remove] = scratch();
let cluster: Cluster;
let operators: readonly ReferenceOperator[];

beforeAll(async () => {
  cluster = await startCluster();
  return () => cluster.remove();
}, 60_000);
afterAll(remove);
beforeEach(async () => {
  operators = await Promise.all(names.map(() => startReferenceOperator({ player: opening }, token)));
  return async () => {
    await Promise.all(operators.map((operator) => operator.stop()));
  };
});

it.each([
  ['one relay on SQLite is', 1, async () => `sqlite:${folder}/outbox.db`],
  ['two relays on PostgreSQL are', 2, () => cluster.createDatabase()],
])(
  '%s killed, and each cent is where the game servers were told that it is, at each operator',
  async (_, many, outboxUrl) => {
    const outbox = await outboxUrl();
    const key = await newKey(outbox);
    const entries = names.map((name, index) => ({ name, url: operators[index]?.url ?? '' }));
    const file = writeOperators(`${folder}/${many}`, entries);
    const start = (): Promise<RelayProcess> => startRelayProcess(['--operators', file, '--outbox', outbox]);
    const relays = await Promise.all(Array.from({ length: many }, start));
    const clients = (): RelayClient[] => relays.map(({ url }) => createRelayClient({ url, key }));
    const expected = new Map(names.map((name) => [name, opening]));
    let playing = true;
    let turn = 0;

    /** Asks again, at any relay, until it is answered. */
    async function settled(ask: (client: RelayClient) => Promise<{ data?: { outcome: string } | undefined }>) {
      for (;;) {
        const client = clients()[turn++ % relays.length];
        const told = client && (await ask(client).catch(() => undefined))?.data?.outcome;
        if (told !== undefined && told !== 'pending') return told;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }

    async function play(name: (typeof names)[number], player: number): Promise<number> {
      let rounds = 0;
      for (; playing; rounds++) {
        const id = 1_000_000 * player + 10 * rounds;
        const round = { account: 'player', roundId: `r${id}` };
        const params = { params: { path: { operator: name } } };
        const bet = { ...round, transactionId: String(id + 1), amountMinor: '7' };
        const win = { ...round, transactionId: String(id + 2), amountMinor: '3' };
        const move = (amount: bigint): unknown => expected.set(name, (expected.get(name) ?? 0n) + amount);
        const placed = await settled((client) => client.POST('/operators/{operator}/bets', { ...params, body: bet }));
        expect(['accepted', 'not-placed']).toContain(placed);
        if (placed !== 'accepted') continue;
        move(-7n);
        expect(await settled((client) => client.POST('/operators/{operator}/wins', { ...params, body: win }))).toBe(
          'accepted',
        );
        move(3n);
        if (rounds % 3 !== 0) continue;
        const undo = { account: 'player', targetId: bet.transactionId };
        expect(await settled((client) => client.POST('/operators/{operator}/cancels', { ...params, body: undo }))).toBe(
          'accepted',
        );
        move(7n);
      }
      return rounds;
    }

    const players = names.flatMap((name) => [1, 2, 3, 4].map((player) => play(name, player)));
    for (let kill = 0; kill < Math.ceil(kills / 2); kill++) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const which = kill % relays.length;
      relays[which]?.process.kill('SIGKILL');
      await relays[which]?.exited;
      relays[which] = await start();
    }
    playing = false;
    const rounds = await Promise.all(players);
    expect(rounds.reduce((sum, each) => sum + each)).toBeGreaterThan(50);

    const [client] = clients();
    await expect
      .poll(
        async () =>
          (await client?.GET('/operators'))?.data?.items.map(({ pending, unresolved }) => [pending, unresolved]),
        { timeout: 30_000 },
      )
      .toEqual(names.map(() => [0, { count: 0 }]));
    for (const [index, name] of names.entries())
      expect([name, await operators[index]?.balanceOf('player')]).toEqual([name, expected.get(name)]);
    for (const relay of relays) {
      relay.process.kill('SIGTERM');
      expect(await relay.exited).toBe(0);
    }
  },
  90_000 + kills * 5_000,
);
