import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { deliverToOne, type OneOperator } from './oneOperator.ts';
import type { OutboxDatabase } from '../../src/delivery/outbox/database.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import type { Outbox } from '../../src/delivery/outbox/outbox.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { scratch } from '../support/commandLine.ts';
import { contracts } from '../../src/contract/index.ts';
import { codecOf } from '../../src/contract/codec.ts';
import { listen } from '../../src/edge/listen.ts';
import { createServer } from 'node:http';
import { type ReferenceOperator, startReferenceOperator } from '../support/referenceOperator.ts';
import { startSilenceable } from '../support/silence.ts';
import { ok } from './answers.ts';
import { proxyOf } from './proxyOf.ts';

/** What happens to a statement when the database goes away: it is not carried out, or nobody hears that it was. */
const losses = ['statement', 'answer'] as const;
type Loss = (typeof losses)[number];

const leaseMs = 1_000;
const opening = 100_000n;
let operator: ReferenceOperator;
let file: string;
let remove: () => void;
let outbox: Outbox;
let delivery: OneOperator;
/** The next change of this kind is lost, with all of its group; or the next taking over. */
let lose: { what: 'add' | 'note' | 'take'; loss: Loss | 'punctuality' } | undefined;
/** What the database carries out though nobody waits for it any more. */
let carryOutLate: (() => Promise<void>) | undefined;
let carriedOutLate = false;

function unreliable(database: OutboxDatabase): OutboxDatabase {
  async function lossy<Result>(isMeant: boolean, work: () => Promise<Result>): Promise<Result> {
    if (!lose || !isMeant) return work();
    const { loss } = lose;
    lose = undefined;
    if (loss === 'answer') await work();
    if (loss === 'punctuality') {
      carryOutLate = async () => {
        carryOutLate = undefined;
        await work();
        carriedOutLate = true;
      };
    }
    throw new Error('the database has gone away');
  }
  return {
    ...database,
    isRefusal: () => false,
    commit: (changes) =>
      lossy(
        changes.some(({ kind }) => kind === lose?.what),
        () => database.commit(changes),
      ),
    run: async (text, values) => {
      const takes = text.startsWith('UPDATE delivery SET sender');
      const rows = await lossy(takes && lose?.what === 'take', () => database.run(text, values));
      if (takes) await carryOutLate?.();
      return rows;
    },
  };
}

let lastId = 0;
const movement = () => ({ account: 'anna', transactionId: String(++lastId), roundId: `r${lastId}`, amountMinor: 500n });
const stateOf = async (id: string) => (await outbox.find(id))?.state;

describe.each(Object.values(contracts))('in contract $name,', (contract) => {
  beforeEach(async () => {
    let folder: string;
    [folder, remove] = scratch();
    file = `${folder}/outbox.db`;
    operator = await startReferenceOperator({ anna: opening });
    outbox = await openOutbox(unreliable(openSqliteDatabase(file)), leaseMs);
    delivery = deliverToOne({ contract, url: operator.url, tokens: ['t'], outbox });
  });
  afterEach(async () => {
    [lose, carryOutLate, carriedOutLate] = [undefined, undefined, false];
    await delivery.close();
    await outbox.close();
    await operator.stop();
    remove();
  });

  describe('when the outbox goes away as an answer is noted', () => {
    it.each(losses)('the caller is told, and a win is paid once all the same: lost %s', async (loss) => {
      lose = { what: 'note', loss };
      const win = movement();
      await expect(delivery.win(win)).rejects.toThrow('gone away');
      await expect.poll(() => stateOf(`casino:win:${win.transactionId}`)).toBe('accepted');
      expect(await operator.balanceOf('anna')).toBe(opening + 500n);
    });

    it('a bet that the game was not told of is undone', async () => {
      lose = { what: 'note', loss: 'statement' };
      const bet = movement();
      await expect(delivery.bet(bet)).rejects.toThrow('gone away');
      await expect.poll(() => stateOf(`casino:bet:${bet.transactionId}`)).toBe('cancelled');
      expect(await operator.balanceOf('anna')).toBe(opening);
    });

    it('a bet whose end is noted too late, when it is already being undone, is undone', async () => {
      lose = { what: 'note', loss: 'punctuality' };
      const bet = movement();
      await expect(delivery.bet(bet)).rejects.toThrow('gone away');
      await expect.poll(() => carriedOutLate).toBe(true);
      await expect.poll(() => stateOf(`casino:bet:${bet.transactionId}`)).toBe('cancelled');
      expect(await operator.balanceOf('anna')).toBe(opening);
    });

    it('a bet that was noted stays as it was noted', async () => {
      lose = { what: 'note', loss: 'answer' };
      const bet = movement();
      await expect(delivery.bet(bet)).rejects.toThrow('gone away');
      await new Promise((resolve) => setTimeout(resolve, leaseMs));
      expect(await stateOf(`casino:bet:${bet.transactionId}`)).toBe('accepted');
      expect(await operator.balanceOf('anna')).toBe(opening - 500n);
    });
  });

  describe('when the outbox goes away as a movement is added', () => {
    it('nothing is sent of what was not added, and it can be delivered anew', async () => {
      lose = { what: 'add', loss: 'statement' };
      const win = movement();
      await expect(delivery.win(win)).rejects.toThrow('gone away');
      await new Promise((resolve) => setTimeout(resolve, leaseMs));
      expect(await operator.balanceOf('anna')).toBe(opening);
      expect(await delivery.win(win)).toMatchObject({ kind: 'accepted' });
      expect(await operator.balanceOf('anna')).toBe(opening + 500n);
    });

    it('what is added too late is delivered', async () => {
      lose = { what: 'add', loss: 'punctuality' };
      const win = movement();
      await expect(delivery.win(win)).rejects.toThrow('gone away');
      await new Promise((resolve) => setTimeout(resolve, leaseMs));
      await carryOutLate?.();
      await expect.poll(() => stateOf(`casino:win:${win.transactionId}`)).toBe('accepted');
      expect(await operator.balanceOf('anna')).toBe(opening + 500n);
    });

    it('what was added is delivered, whether the game asks again or not', async () => {
      const [win, again] = [movement(), movement()];
      lose = { what: 'add', loss: 'answer' };
      await expect(delivery.win(win)).rejects.toThrow('gone away');
      lose = { what: 'add', loss: 'answer' };
      await expect(delivery.win(again)).rejects.toThrow('gone away');
      await expect(delivery.win(again)).rejects.toThrow('was delivered before');
      for (const { transactionId } of [win, again])
        await expect.poll(() => stateOf(`casino:win:${transactionId}`)).toBe('accepted');
      expect(await operator.balanceOf('anna')).toBe(opening + 1_000n);
    });
  });

  describe('when PostgreSQL, where the outbox is,', () => {
    let cluster: Cluster;
    beforeAll(async () => void (cluster = await startCluster()));
    afterAll(() => cluster.remove());

    it('is killed while bets and wins are delivered: nothing stays pending, and not a cent is lost or doubled', async () => {
      const [shared, names] = [
        await openOutboxAt(await cluster.createDatabase(), leaseMs),
        Array.from({ length: 20 }, (_, n) => `player${n}`),
      ];
      const casino = await startReferenceOperator(Object.fromEntries(names.map((name) => [name, opening])));
      const sender = deliverToOne({ contract, url: casino.url, tokens: ['t'], outbox: shared });
      let refused = 0;
      const ended = names.map(async (account) => {
        for (let round = 0; round < 100; round++) {
          await sender.bet({ ...movement(), account }).catch(() => refused++);
          await sender.win({ ...movement(), account, amountMinor: 700n }).catch(() => refused++);
        }
      });
      const accepted = async () => (await shared.list({ state: 'accepted' }, '', 200)).items;
      await expect.poll(accepted, { timeout: 30_000 }).toHaveLength(200);
      await cluster.kill();
      await new Promise((resolve) => setTimeout(resolve, leaseMs));
      await cluster.start();
      await Promise.all(ended);
      expect(refused, 'the kill must have hit something').toBeGreaterThan(0);
      await expect.poll(async () => (await shared.list({ state: 'pending' }, '', 1)).items).toEqual([]);
      const { items: kept } = await shared.list({}, '', 10_000);
      expect(new Set(kept.filter(({ command }) => command === 'win').map(({ state }) => state))).toEqual(
        new Set(['accepted']),
      );
      for (const name of names) {
        const moved = kept
          .filter(({ account, state }) => account === name && state === 'accepted')
          .map(({ command, amountMinor }) => (command === 'bet' ? -amountMinor : amountMinor));
        expect(await casino.balanceOf(name)).toBe(moved.reduce((sum, each) => sum + each, opening));
      }
      await sender.close();
      await shared.close();
      await casino.stop();
    }, 60_000);

    it('does not wait for its disk by default, it does for a movement that is added', async () => {
      const own = await startCluster(['-c', 'wal_writer_delay=10s']);
      const kept = await openOutboxAt(await own.createDatabase({ synchronous_commit: 'off' }));
      // Too late for a bet, and not for its cancel.
      const slow = createServer((_request, response) => void setTimeout(() => response.end(ok), 2_500));
      const url = await listen(slow, 0, '127.0.0.1');
      const sender = deliverToOne({ contract, url, tokens: ['t'], outbox: kept });
      const bet = movement();
      const ended = sender.bet(bet).catch(() => undefined);
      await expect.poll(() => kept.find(`casino:bet:${bet.transactionId}`)).toBeDefined();
      await own.kill();
      await own.start();
      expect(await kept.find(`casino:bet:${bet.transactionId}`)).toMatchObject({ state: 'pending' });
      await ended;
      await sender.close();
      await kept.close();
      slow.close();
      await own.remove();
    });

    it('falls silent, calls are given up, and what they were about is delivered when it speaks again', async () => {
      const url = new URL(await cluster.createDatabase());
      const between = await startSilenceable(Number(url.port));
      url.port = String(between.port);
      const far = await openOutboxAt(url.href);
      const falls = [() => between.fallSilent()];
      const note: Outbox['note'] = (...args) => {
        falls.pop()?.();
        return far.note(...args);
      };
      const sender = deliverToOne({ contract, url: operator.url, tokens: ['t'], outbox: { ...proxyOf(far), note } });
      const win = movement();
      await expect(sender.win(win)).rejects.toThrow('timeout');
      between.speak();
      await expect
        .poll(async () => (await far.find(`casino:win:${win.transactionId}`))?.state, { timeout: 20_000 })
        .toBe('accepted');
      expect(await operator.balanceOf('anna')).toBe(opening + 500n);
      await sender.close();
      await far.close();
      await between.close();
    }, 60_000);
  });

  describe('when the outbox goes away as a dead sender is followed', () => {
    it.each(losses)('what it left is delivered all the same: lost %s', async (loss) => {
      const dead = await openOutbox(openSqliteDatabase(file), 1);
      const about = movement();
      const data = contract.adapter.toData({ ...about, kind: 'win' });
      const body = codecOf(contract, 2).encodeRequest('win', { command: 'win', data });
      lose = { what: 'take', loss };
      await dead.add({
        ...about,
        operator: 'casino',
        id: `casino:win:${about.transactionId}`,
        command: 'win',
        contract: contract.name,
        phase: 'win',
        body,
        state: 'pending',
        attempts: 0,
        createdAtMs: 1,
      });
      await expect.poll(() => stateOf(`casino:win:${about.transactionId}`)).toBe('accepted');
      expect(lose).toBeUndefined();
      await dead.close();
    });
  });
});

it('what is added minutes late, when a database that was silent for so long speaks again, is taken up', async () => {
  const [folder, removeFolder] = scratch();
  const database = openSqliteDatabase(`${folder}/outbox.db`);
  let late: (() => Promise<unknown>) | undefined;
  let isSilent = false;
  const silent = new Error('nothing is heard of the database');
  const sender = await openOutbox(
    {
      ...database,
      isRefusal: () => false,
      run: (...statement) => (isSilent ? Promise.reject(silent) : database.run(...statement)),
      commit: (changes) => {
        late = () => database.commit(changes);
        return Promise.reject(silent);
      },
    },
    leaseMs,
  );
  const realNow = performance.now.bind(performance);
  let passedMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => realNow() + passedMs);
  try {
    const key = { operator: 'casino', command: 'win', transactionId: '1' } as const;
    const about = { contract: 'v1', phase: 'win', account: 'a', roundId: 'r', amountMinor: 5n, body: '{}' } as const;
    const record = { ...key, ...about, id: 'casino:win:1', state: 'pending', attempts: 0, createdAtMs: 1 } as const;
    isSilent = true;
    await expect(sender.add(record)).rejects.toThrow(silent);
    for (let minute = 0; minute < 3; minute++) {
      passedMs += 50_000;
      await expect(sender.live()).rejects.toThrow(silent);
    }
    isSilent = false;
    await late?.();
    await sender.live();
    const { taken } = await sender.takeOver({ operators: ['casino'], contracts: ['v1'] }, 9);
    expect(taken).toMatchObject([{ id: 'casino:win:1' }]);
  } finally {
    clock.mockRestore();
    await sender.close();
    removeFolder();
  }
});
