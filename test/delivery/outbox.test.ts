import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { parseDatabaseUrl } from '../../src/database/url.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import type { DeliveryRecord } from '../../src/delivery/outbox/outbox.ts';
import { openPostgresSql } from '../../src/delivery/outbox/postgres.ts';
import { openSqliteSql } from '../../src/delivery/outbox/sqlite.ts';
import { scratch } from '../support/commandLine.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

const leaseMs = 200;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const record = (transactionId: string, change: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  id: `win:${transactionId}`,
  command: 'win',
  contract: 'v1',
  phase: 'win',
  account: 'a',
  transactionId,
  roundId: 'r',
  amountMinor: 9_007_199_254_740_993n,
  body: `{"odd":"\\"{}' ü"}`,
  state: 'pending',
  attempts: 0,
  createdAtMs: 1,
  ...change,
});
const nothing = { taken: [], leftAlone: [] };
const attempt = {
  command: 'win',
  atMs: 1_700_000_000_000,
  durationMs: 12,
  outcome: 'timed-out',
  httpStatus: undefined,
  answer: '',
} as const;

describe.each([
  ['SQLite', async () => `sqlite:${scratch()[0]}/deep/outbox.db`],
  ['PostgreSQL', () => cluster.createDatabase()],
])('the outbox on %s', (_name, database) => {
  it('is made once, however many senders start at the same time', async () => {
    const url = await database();
    const outboxes = await Promise.all([1, 2, 3, 4].map(() => openOutboxAt(url, leaseMs)));
    await Promise.all(outboxes.map((outbox) => outbox.close()));
  });

  it('keeps a delivery and its attempts as they are, once', async () => {
    const outbox = await openOutboxAt(await database(), leaseMs);
    expect(await outbox.add(record('1'))).toBe(true);
    expect(await outbox.add(record('1', { amountMinor: 5n }))).toBe(false);
    expect(await outbox.find('win:1')).toEqual(record('1'));
    await outbox.note('win:1', { phase: 'win', state: 'pending', attempts: 1 }, attempt);
    await outbox.note(
      'win:1',
      { phase: 'win', state: 'accepted', attempts: 2 },
      { ...attempt, outcome: 'replied', httpStatus: 200, answer: '{}' },
    );
    expect(await outbox.find('win:1')).toEqual(record('1', { state: 'accepted', attempts: 2 }));
    expect(await outbox.attempts('win:1')).toEqual([
      attempt,
      { ...attempt, outcome: 'replied', httpStatus: 200, answer: '{}' },
    ]);
    expect(await outbox.note('win:1', { phase: 'win', state: 'refused', attempts: 3 })).toBe(false);
    await outbox.close();
  });

  it('gives what a dead sender left to exactly one of those that live, oldest first', async () => {
    const url = await database();
    const dead = await openOutboxAt(url, 1);
    for (let n = 0; n < 50; n++) await dead.add(record(String(n), { createdAtMs: 1_000 - n }));
    await dead.note('win:7', { phase: 'win', state: 'accepted', attempts: 1 });
    const living = await Promise.all([1, 2, 3].map(() => openOutboxAt(url, 60_000)));
    const taken = (await Promise.all(living.map((outbox) => outbox.takeOver('v1')))).map(({ taken }) => taken);
    expect(
      taken
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      Array.from({ length: 50 }, (_, n) => `win:${n}`)
        .filter((id) => id !== 'win:7')
        .sort(),
    );
    for (const records of taken)
      expect(records.map(({ createdAtMs }) => createdAtMs)).toEqual(
        records.map(({ createdAtMs }) => createdAtMs).sort((a, b) => a - b),
      );
    expect(await dead.note('win:1', { phase: 'win', state: 'accepted', attempts: 1 })).toBe(false);
    await Promise.all([dead, ...living].map((outbox) => outbox.close()));
  });

  it('gives what a dead sender left to a sender of the same contract alone, and tells the other of it', async () => {
    const url = await database();
    const dead = await openOutboxAt(url, 1);
    await dead.add(record('1', { contract: 'v4' }));
    await dead.note('win:1', { phase: 'win', state: 'pending', attempts: 1 }, attempt);
    await dead.add(record('2'));
    const living = await openOutboxAt(url, 60_000);
    await pause(5);
    expect(await living.takeOver('v1')).toMatchObject({
      taken: [{ id: 'win:2', contract: 'v1' }],
      leftAlone: [{ id: 'win:1', contract: 'v4' }],
    });
    expect(await living.takeOver('v4')).toMatchObject({
      taken: [{ id: 'win:1', contract: 'v4', phase: 'win', attempts: 1 }],
      leftAlone: [],
    });
    expect(await living.find('win:1')).toEqual(record('1', { contract: 'v4', attempts: 1 }));
    await Promise.all([dead.close(), living.close()]);
  });

  it('keeps v1 as kit 0.1.0 did, and another contract so that kit 0.1.0 does not take its deliveries for its own', async () => {
    const url = await database();
    const outbox = await openOutboxAt(url, leaseMs);
    await outbox.add(record('1'));
    await outbox.add(record('2', { contract: 'v4' }));
    const at = parseDatabaseUrl(url);
    const sql = at.kind === 'postgres' ? await openPostgresSql(at.url) : openSqliteSql(at.file);
    const phases = await sql.run('SELECT phase FROM delivery ORDER BY id');
    expect(phases).toMatchObject([{ phase: 'win' }, { phase: 'v4 win' }]);
    await sql.run(`UPDATE delivery SET phase = 'v9 refund' WHERE id = 'win:2'`);
    await expect(outbox.find('win:2')).rejects.toThrow('a command that this program does not know: refund');
    expect(await outbox.takeOver('v4')).toEqual(nothing);
    await sql.close();
    await outbox.close();
  });

  it('leaves a living sender its own', async () => {
    const url = await database();
    const [one, other] = [await openOutboxAt(url, leaseMs), await openOutboxAt(url, leaseMs)];
    await one.add(record('1'));
    await pause(leaseMs + 50);
    await one.live();
    expect(await other.takeOver('v1')).toEqual(nothing);
    await pause(leaseMs + 50);
    expect((await other.takeOver('v1')).taken).toHaveLength(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('leaves a living sender its own, however wrong the clock of another machine is', async () => {
    const url = await database();
    const [one, other] = [await openOutboxAt(url, 60_000), await openOutboxAt(url, 60_000)];
    await one.add(record('1'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    try {
      expect(await other.takeOver('v1')).toEqual(nothing);
    } finally {
      vi.useRealTimers();
    }
    await Promise.all([one.close(), other.close()]);
  });

  it('reopens what is unresolved and refused wins and cancels, and nothing else', async () => {
    const outbox = await openOutboxAt(await database(), leaseMs);
    const cases = [
      ['unresolved', 'bet', true],
      ['unresolved', 'win', true],
      ['refused', 'win', true],
      ['refused', 'cancel', true],
      ['refused', 'bet', false],
      ['accepted', 'win', false],
      ['cancelled', 'bet', false],
      ['pending', 'win', false],
    ] as const;
    for (const [n, [state, command]] of cases.entries())
      await outbox.add(record(String(n), { id: `${command}:${n}`, command, phase: command, state }));
    for (const [n, [state, command, may]] of cases.entries())
      expect((await outbox.reopen(`${command}:${n}`))?.state).toBe(may ? state : undefined);
    expect(await outbox.reopen('win:none')).toBeUndefined();
    await outbox.close();
  });
});
