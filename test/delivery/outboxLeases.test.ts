import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { parseDatabaseUrl } from '../../src/database/url.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import { openPostgresDatabase } from '../../src/delivery/outbox/postgres.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { attempt, leaseMs, nothing, outboxPlaces, pause, reach, record } from './records.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

describe.each(outboxPlaces(() => cluster))('senders that share an outbox on %s', (_kind, database) => {
  it('gives what a dead sender left to exactly one of those that live, oldest first', async () => {
    const url = await database();
    const dead = await openOutboxAt(url, 1);
    for (let n = 0; n < 50; n++) await dead.add(record(String(n), { createdAtMs: n }));
    await dead.note('casino:win:7', { phase: 'win', state: 'accepted', attempts: 1 });
    const living = await Promise.all([1, 2, 3].map(() => openOutboxAt(url, 60_000)));
    const taken = (await Promise.all(living.map((outbox) => outbox.takeOver(reach, 100)))).map(({ taken }) => taken);
    expect(
      taken
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      Array.from({ length: 50 }, (_, n) => `casino:win:${n}`)
        .filter((id) => id !== 'casino:win:7')
        .sort(),
    );
    for (const records of taken)
      expect(records.map(({ createdAtMs }) => createdAtMs)).toEqual(
        records.map(({ createdAtMs }) => createdAtMs).sort((a, b) => a - b),
      );
    expect(await dead.note('casino:win:1', { phase: 'win', state: 'accepted', attempts: 1 })).toBe(false);
    await Promise.all([dead, ...living].map((outbox) => outbox.close()));
  });

  it('gives what a dead sender left to a sender in whose reach it is alone, and tells another of it', async () => {
    const url = await database();
    const dead = await openOutboxAt(url, 1);
    await dead.add(record('1', { contract: 'v4' }));
    await dead.note('casino:win:1', { phase: 'win', state: 'pending', attempts: 1, dueAtMs: 5 }, attempt);
    await dead.add(record('2'));
    await dead.add(record('2', { operator: 'other', id: 'other:win:2' }));
    const living = await openOutboxAt(url, 60_000);
    await pause(5);
    expect(await living.takeOver(reach, 100)).toMatchObject({
      taken: [{ id: 'casino:win:2', contract: 'v1' }],
      leftAlone: [
        { operator: 'casino', contract: 'v4', count: 1 },
        { operator: 'other', contract: 'v1', count: 1 },
      ],
    });
    expect(await living.takeOver({ operators: ['casino'], contracts: ['v1', 'v4'] }, 100)).toMatchObject({
      taken: [{ id: 'casino:win:1', contract: 'v4', phase: 'win', attempts: 1 }],
      leftAlone: [{ operator: 'other' }],
    });
    expect(await living.find('casino:win:1')).toEqual(record('1', { contract: 'v4', attempts: 1, dueAtMs: 5 }));
    await Promise.all([dead.close(), living.close()]);
  });

  it('gives no more than is asked for, and the rest the next time', async () => {
    const url = await database();
    const dead = await openOutboxAt(url, 1);
    for (let n = 0; n < 5; n++) await dead.add(record(String(n)));
    await dead.close();
    const living = await openOutboxAt(url, 60_000);
    const ids: string[] = [];
    for (const limit of [2, 2, 2]) ids.push(...(await living.takeOver(reach, limit)).taken.map(({ id }) => id));
    expect(ids).toEqual([0, 1, 2, 3, 4].map((n) => `casino:win:${n}`));
    await living.close();
  });

  it('gives what is free however much of what dead senders left is not: one that has it in hand has not heard yet that they had', async () => {
    const url = await database();
    const late = await openOutboxAt(url, 300);
    for (let n = 0; n < 3; n++) await late.add(record(String(n)));
    await pause(350);
    const dead = await openOutboxAt(url, 60_000);
    expect((await dead.takeOver(reach, 100)).taken).toHaveLength(3);
    await dead.add(record('free'));
    await dead.close();
    expect((await late.takeOver(reach, 2)).taken).toMatchObject([{ id: 'casino:win:free' }]);
    await late.close();
  });

  it('takes a lease that is further ahead than it can be for one of a dead sender: the clock was set back', async () => {
    const url = await database();
    const [lost, living] = [await openOutboxAt(url, 60_000), await openOutboxAt(url, 60_000)];
    await lost.add(record('1'));
    expect((await living.takeOver(reach, 100)).taken).toEqual([]);
    const at = parseDatabaseUrl(url);
    const beside = at.kind === 'postgres' ? await openPostgresDatabase(at.url) : openSqliteDatabase(at.file);
    await beside.run('UPDATE sender SET alive_until_ms = alive_until_ms + 3600000');
    expect((await living.takeOver(reach, 100)).taken).toMatchObject([{ id: 'casino:win:1' }]);
    await beside.close();
    await Promise.all([lost.close(), living.close()]);
  });

  it('tells a sender when its lease has run out, whatever the time of day', async () => {
    const outbox = await openOutboxAt(await database(), 1_000);
    expect(outbox.leased()).toBe(true);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    try {
      await pause(1_010);
      expect(outbox.leased()).toBe(false);
    } finally {
      vi.useRealTimers();
    }
    await outbox.live();
    expect(outbox.leased()).toBe(true);
    await outbox.close();
  });

  it('tells a sender whose lease had run out that what it held may be in other hands, until that is noted', async () => {
    const outbox = await openOutboxAt(await database(), leaseMs);
    await outbox.add(record('1'));
    const id = 'casino:win:1';
    expect([outbox.leased(id), outbox.leased('casino:win:2')]).toEqual([true, false]);
    await pause(leaseMs + 10);
    await outbox.live();
    expect([outbox.leased(), outbox.leased(id)]).toEqual([true, false]);
    expect(await outbox.note(id, { phase: 'win', state: 'pending', attempts: 1 }, attempt)).toBe(true);
    await outbox.live();
    expect(outbox.leased(id)).toBe(true);
    await outbox.close();
  });

  it('keeps what it takes over while it is asked to add the same', async () => {
    const url = await database();
    const dead = await openOutboxAt(url, leaseMs);
    await dead.add(record('1'));
    await dead.close();
    const living = await openOutboxAt(url, 60_000);
    const adding = living.add(record('1'));
    expect((await living.takeOver(reach, 100)).taken).toMatchObject([{ id: 'casino:win:1' }]);
    expect(await adding).toBe(false);
    expect(await living.note('casino:win:1', { phase: 'win', state: 'accepted', attempts: 1 }, attempt)).toBe(true);
    await living.close();
  });

  it('gives what a living sender let go of, and has no way to any more, to another that has one', async () => {
    const url = await database();
    const [one, other] = [await openOutboxAt(url, 60_000), await openOutboxAt(url, 60_000)];
    for (let n = 0; n < 3; n++) await one.add(record(String(n)));
    for (const n of [0, 1]) one.letGo(`casino:win:${n}`);
    expect((await other.takeOver(reach, 100)).taken).toEqual([]);
    const leftAlone = [{ operator: 'casino', contract: 'v1', count: 2 }];
    expect(await one.takeOver({ operators: ['another'], contracts: ['v1'] }, 100)).toEqual({ taken: [], leftAlone });
    expect((await other.takeOver(reach, 1)).taken).toMatchObject([{ id: 'casino:win:0' }]);
    // What it has in hand stays its own; and whoever is the first to have a way takes the rest, it as well.
    expect((await one.takeOver(reach, 100)).taken).toMatchObject([{ id: 'casino:win:1' }]);
    expect(await one.note('casino:win:0', { phase: 'win', state: 'accepted', attempts: 1 }, attempt)).toBe(false);
    expect(await one.note('casino:win:2', { phase: 'win', state: 'accepted', attempts: 1 }, attempt)).toBe(true);
    expect(await other.note('casino:win:0', { phase: 'win', state: 'accepted', attempts: 1 }, attempt)).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });

  it('leaves a living sender its own', async () => {
    const url = await database();
    const [one, other] = [await openOutboxAt(url, leaseMs), await openOutboxAt(url, leaseMs)];
    await one.add(record('1'));
    await pause(leaseMs + 50);
    await one.live();
    expect(await other.takeOver(reach, 100)).toEqual(nothing);
    await pause(leaseMs + 50);
    expect((await other.takeOver(reach, 100)).taken).toHaveLength(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('leaves a living sender its own, however wrong the clock of another machine is', async () => {
    const url = await database();
    const [one, other] = [await openOutboxAt(url, 60_000), await openOutboxAt(url, 60_000)];
    await one.add(record('1'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    try {
      expect(await other.takeOver(reach, 100)).toEqual(nothing);
    } finally {
      vi.useRealTimers();
    }
    await Promise.all([one.close(), other.close()]);
  });
});
