import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { openOutboxAt } from '../../src/delivery/outbox/open.ts';
import type { DeliveryRecord } from '../../src/delivery/outbox/outbox.ts';
import { scratch } from '../support/commandLine.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

const leaseMs = 200;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const record = (transactionId: string, change: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  id: `win:${transactionId}`,
  command: 'win',
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
    const taken = await Promise.all(living.map((outbox) => outbox.takeOver()));
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

  it('leaves a living sender its own', async () => {
    const url = await database();
    const [one, other] = [await openOutboxAt(url, leaseMs), await openOutboxAt(url, leaseMs)];
    await one.add(record('1'));
    await pause(leaseMs + 50);
    await one.live();
    expect(await other.takeOver()).toEqual([]);
    await pause(leaseMs + 50);
    expect(await other.takeOver()).toHaveLength(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('leaves a living sender its own, however wrong the clock of another machine is', async () => {
    const url = await database();
    const [one, other] = [await openOutboxAt(url, 60_000), await openOutboxAt(url, 60_000)];
    await one.add(record('1'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    try {
      expect(await other.takeOver()).toEqual([]);
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
