import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '../support/postgres.ts';
import { parseDatabaseUrl } from '../../src/database/url.ts';
import { openOutboxAt, openOutboxReaderAt } from '../../src/delivery/outbox/open.ts';
import { UnusableOutbox } from '../../src/delivery/outbox/outbox.ts';
import type { DeliveryQuery } from '../../src/delivery/outbox/query.ts';
import type { Row } from '../../src/delivery/outbox/database.ts';
import { commitBy } from '../../src/delivery/outbox/postgresCommit.ts';
import { openPostgresDatabase } from '../../src/delivery/outbox/postgres.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { scratch } from '../support/commandLine.ts';
import { attempt, leaseMs, outboxPlaces, pause, record } from './records.ts';

let cluster: Cluster;
beforeAll(async () => void (cluster = await startCluster()));
afterAll(() => cluster.remove());

describe.each(outboxPlaces(() => cluster))('the outbox on %s', (kind, database) => {
  it('is made once, however many senders start at the same time', async () => {
    const url = await database();
    const outboxes = await Promise.all([1, 2, 3, 4].map(() => openOutboxAt(url, leaseMs)));
    await Promise.all(outboxes.map((outbox) => outbox.close()));
  });

  it('keeps a delivery and its attempts as they are, once', async () => {
    const outbox = await openOutboxAt(await database(), leaseMs);
    expect(await outbox.add(record('1'))).toBe(true);
    expect(await outbox.add(record('1', { amountMinor: 5n }))).toBe(false);
    expect(await outbox.find('casino:win:1')).toEqual(record('1'));
    await outbox.note('casino:win:1', { phase: 'win', state: 'pending', attempts: 1 }, attempt);
    await outbox.note(
      'casino:win:1',
      { phase: 'win', state: 'accepted', attempts: 2 },
      { ...attempt, outcome: 'replied', httpStatus: 200, answer: '{}' },
    );
    expect(await outbox.find('casino:win:1')).toEqual(record('1', { state: 'accepted', attempts: 2 }));
    expect(await outbox.attempts('casino:win:1')).toEqual([
      attempt,
      { ...attempt, outcome: 'replied', httpStatus: 200, answer: '{}' },
    ]);
    expect(await outbox.note('casino:win:1', { phase: 'win', state: 'refused', attempts: 3 })).toBe(false);
    await outbox.close();
  });

  it('keeps the same transaction of two operators apart', async () => {
    const outbox = await openOutboxAt(await database(), leaseMs);
    const theirs = { operator: 'other', id: 'other:win:1' };
    expect(await outbox.add(record('1'))).toBe(true);
    expect(await outbox.add(record('1', theirs))).toBe(true);
    expect(await outbox.add(record('1', { command: 'bet', id: 'casino:bet:1' }))).toBe(false);
    expect(await outbox.add(record('1', { command: 'cancel', id: 'casino:cancel:1' }))).toBe(true);
    await outbox.note('other:win:1', { phase: 'win', state: 'accepted', attempts: 1 }, attempt);
    expect(await outbox.find('casino:win:1')).toEqual(record('1'));
    expect(await outbox.find('other:win:1')).toMatchObject({ state: 'accepted' });
    expect(await outbox.attempts('casino:win:1')).toEqual([]);
    await outbox.close();
  });

  it('keeps what comes in the same moment, and nothing of what no database keeps', async () => {
    const outbox = await openOutboxAt(await database(), leaseMs);
    const added = Array.from({ length: 30 }, (_, n) => record(String(n), n === 7 ? { attempts: 2 ** 40 } : {}));
    const [broken] = added.splice(7, 1);
    if (kind === 'PostgreSQL')
      await expect(
        Promise.all([outbox.add(broken ?? expect.fail()), ...added.map((each) => outbox.add(each))]),
      ).rejects.toThrow();
    else await Promise.all(added.map((each) => outbox.add(each)));
    await expect.poll(async () => (await outbox.list({}, '', 100)).items.length).toBe(29);
    await outbox.close();
  });

  it('lists by everything that a delivery is asked for by, page by page, in the order in which it came', async () => {
    const outbox = await openOutboxAt(await database(), leaseMs);
    const bet = { command: 'bet', phase: 'bet' } as const;
    await outbox.add(record('9', { ...bet, id: 'casino:bet:9', account: 'b', roundId: 'x', createdAtMs: 5 }));
    await outbox.add(record('8', { account: 'b', createdAtMs: 6 }));
    await outbox.add(record('9', { operator: 'other', id: 'other:win:9', createdAtMs: 7 }));
    await outbox.note('casino:win:8', { phase: 'win', state: 'unresolved', attempts: 1 }, attempt);
    const listed = async (query: DeliveryQuery): Promise<string[]> =>
      (await outbox.list(query, '', 10)).items.map(({ id }) => id);
    expect(await listed({})).toEqual(['casino:bet:9', 'casino:win:8', 'other:win:9']);
    expect(await listed({ operator: 'other' })).toEqual(['other:win:9']);
    expect(await listed({ operator: 'casino', account: 'b', roundId: 'x' })).toEqual(['casino:bet:9']);
    expect(await listed({ transactionId: '9' })).toEqual(['casino:bet:9', 'other:win:9']);
    expect(await listed({ state: 'unresolved', error: 'timed-out' })).toEqual(['casino:win:8']);
    expect(await listed({ state: 'unresolved', error: 'disconnected' })).toEqual([]);
    expect(await listed({ createdFromMs: 6, createdUntilMs: 7 })).toEqual(['casino:win:8']);
    const first = await outbox.list({}, '', 2);
    const second = await outbox.list({}, first.cursor, 2);
    expect(second.items.map(({ id }) => id)).toEqual(['other:win:9']);
    expect(await outbox.list({}, second.cursor, 2)).toEqual({ items: [], cursor: second.cursor });
    await expect(outbox.list({}, 'x', 2)).rejects.toThrow('no cursor');
    expect(await outbox.open()).toEqual([
      { operator: 'casino', pending: 1, unresolved: 1, unresolvedSinceMs: 6 },
      { operator: 'other', pending: 1, unresolved: 0 },
    ]);
    await outbox.close();
  });

  it('lists how deliveries ended, each end once, behind every cursor that was told before', async () => {
    const url = await database();
    const senders =
      kind === 'SQLite'
        ? [await openOutboxAt(url, 60_000)]
        : await Promise.all([1, 2, 3].map(() => openOutboxAt(url, 60_000)));
    const [reader = expect.fail()] = senders;
    const seen: string[] = [];
    let reading = true;
    const read = async (): Promise<void> => {
      for (let cursor = ''; ;) {
        const page = await reader.settlements('casino', cursor, 7);
        seen.push(...page.items.map(({ delivery, state }) => `${delivery.transactionId} ${state}`));
        cursor = page.cursor;
        if (page.items.length === 0 && !reading) return;
        await pause(1);
      }
    };
    const done = read();
    await Promise.all(
      senders.flatMap((sender, s) =>
        Array.from({ length: 60 }, async (_, n) => {
          const transactionId = `${s}-${n}`;
          await pause((n * 7) % 40);
          await sender.add(record(transactionId));
          await sender.note(
            `casino:win:${transactionId}`,
            { phase: 'win', state: n % 2 ? 'unresolved' : 'accepted', attempts: 1 },
            attempt,
          );
        }),
      ),
    );
    expect(await reader.resolve('casino:win:0-1')).toBe(true);
    expect(await reader.resolve('casino:win:0-1')).toBe(false);
    await reader.reopen('casino:win:0-3');
    await reader.note('casino:win:0-3', { phase: 'win', state: 'accepted', attempts: 2 }, attempt);
    reading = false;
    await done;
    const ends = senders.flatMap((_, s) =>
      Array.from({ length: 60 }, (_each, n) => `${s}-${n} ${n % 2 ? 'unresolved' : 'accepted'}`),
    );
    expect(seen.toSorted()).toEqual([...ends, '0-1 resolved', '0-3 accepted'].toSorted());
    expect(seen.slice(-2)).toEqual(['0-1 resolved', '0-3 accepted']);
    expect((await reader.settlements('other', '', 10)).items).toEqual([]);
    const all = await reader.settlements('casino', '', 1_000);
    expect(await reader.settlements('other', all.cursor, 10)).toEqual({ items: [], cursor: all.cursor });
    const beyond = String(Number(all.cursor) + 1);
    const readOnly = await openOutboxReaderAt(url);
    for (const each of [reader, readOnly])
      await expect(each.settlements('casino', beyond, 10)).rejects.toThrow(`"${beyond}" is no cursor of this list`);
    await readOnly.close();
    // Forgotten, and still a place to go on from.
    await reader.prune(Date.now() + 60_000);
    expect((await reader.settlements('casino', all.cursor, 10)).items).toEqual([]);
    await Promise.all(senders.map((sender) => sender.close()));
  });

  it('forgets what ended before a time, with all that belongs to it, and never what is open', async () => {
    const url = await database();
    const outbox = await openOutboxAt(url, 60_000);
    for (const [id, state] of [
      ['1', 'accepted'],
      ['2', 'unresolved'],
      ['3', 'pending'],
      ['4', 'refused'],
    ] as const) {
      await outbox.add(record(id));
      await outbox.note(`casino:win:${id}`, { phase: 'win', state, attempts: 1 }, attempt);
    }
    expect(await outbox.prune(Date.now() - 60_000)).toBe(0);
    expect(await outbox.prune(Date.now() + 60_000, 'another')).toBe(0);
    expect((await outbox.settlements('casino', '', 10)).items).toHaveLength(3);
    expect(await outbox.prune(Date.now() + 60_000, 'casino')).toBe(2);
    expect((await outbox.list({}, '', 10)).items.map(({ transactionId }) => transactionId)).toEqual(['2', '3']);
    expect(await outbox.attempts('casino:win:1')).toEqual([]);
    expect((await outbox.settlements('casino', '', 10)).items).toMatchObject([{ state: 'unresolved' }]);
    const at = parseDatabaseUrl(url);
    const beside = at.kind === 'postgres' ? await openPostgresDatabase(at.url) : openSqliteDatabase(at.file);
    expect(await beside.run('SELECT count(*) AS n FROM attempt')).toMatchObject([
      { n: expect.toSatisfy((n) => Number(n) === 2) as number },
    ]);
    expect(await beside.run('SELECT count(*) AS n FROM settlement')).toMatchObject([
      { n: expect.toSatisfy((n) => Number(n) === 1) as number },
    ]);
    await beside.close();
    await outbox.close();
  });

  it('notes nothing of another delivery that was given the same number by a database which had lost its last rows', async () => {
    const url = await database();
    const outbox = await openOutboxAt(url, 60_000);
    const accepted = { phase: 'win', state: 'accepted', attempts: 1 } as const;
    await outbox.add(record('lost'));
    const at = parseDatabaseUrl(url);
    const beside = at.kind === 'postgres' ? await openPostgresDatabase(at.url) : openSqliteDatabase(at.file);
    await beside.run('DELETE FROM delivery');
    await beside.run(
      at.kind === 'postgres'
        ? 'ALTER TABLE delivery ALTER COLUMN number RESTART'
        : `DELETE FROM sqlite_sequence WHERE name = 'delivery'`,
    );
    await beside.close();
    await outbox.add(record('next'));
    expect(await outbox.note('casino:win:lost', accepted, attempt)).toBe(false);
    expect(await outbox.find('casino:win:next')).toMatchObject({ state: 'pending' });
    expect((await outbox.settlements('casino', '', 9)).items).toEqual([]);
    expect(await outbox.note('casino:win:next', accepted, attempt)).toBe(true);
    await outbox.close();
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
      await outbox.add(record(String(n), { id: `casino:${command}:${n}`, command, phase: command, state }));
    for (const [n, [state, command, may]] of cases.entries())
      expect((await outbox.reopen(`casino:${command}:${n}`))?.state).toBe(may ? state : undefined);
    expect(await outbox.reopen('casino:win:none')).toBeUndefined();
    await outbox.close();
  });
});

it('on PostgreSQL, the end of a delivery that is committed late stands in the list before all that were numbered behind it', async () => {
  const url = await cluster.createDatabase();
  const [late, sender] = [await openOutboxAt(url, 60_000), await openOutboxAt(url, 60_000)];
  await late.add(record('1'));
  await sender.add(record('2'));
  const client = new Client({ connectionString: url });
  await client.connect();
  const run = async (text: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...values])).rows;
  const [row] = await run(`SELECT number, sender FROM delivery WHERE transaction_id = '1'`);
  await run('BEGIN');
  const progress = { phase: 'win', state: 'accepted', attempts: 1, dueAtMs: undefined, logged: 1, attempt } as const;
  const about = { number: Number(row?.['number']), sender: String(row?.['sender']), hold: 0 };
  const whose = { id: 'casino:win:1', operator: 'casino' };
  await commitBy(run, '0')([{ kind: 'note', ...about, ...whose, ...progress }]);
  let noted = false;
  const note = sender
    .note('casino:win:2', { phase: 'win', state: 'accepted', attempts: 1 }, attempt)
    .then(() => (noted = true));
  await pause(200);
  const before = await late.settlements('casino', '', 10);
  expect([before.items, noted]).toEqual([[], false]);
  await run('COMMIT');
  await note;
  const { items } = await late.settlements('casino', before.cursor, 10);
  expect(items.map(({ delivery }) => delivery.id)).toEqual(['casino:win:1', 'casino:win:2']);
  await client.end();
  await Promise.all([late.close(), sender.close()]);
});

describe('an outbox in a file', () => {
  it('that is no longer found by its name keeps nothing until it is put back, and its sender sends no more', async () => {
    const file = `${scratch()[0]}/outbox.db`;
    const outbox = await openOutboxAt(`sqlite:${file}`, leaseMs);
    renameSync(file, `${file}-moved`);
    await expect(outbox.add(record('1'))).rejects.toThrow('was removed while it is in use');
    await expect(outbox.live()).rejects.toThrow(UnusableOutbox);
    await pause(leaseMs);
    expect(outbox.leased()).toBe(false);
    renameSync(`${file}-moved`, file);
    await outbox.live();
    expect([outbox.leased(), await outbox.add(record('1'))]).toEqual([true, true]);
    await outbox.close();
  });

  it('that somebody has locked is waited for once by all that comes in the same moment', async () => {
    const file = `${scratch()[0]}/outbox.db`;
    const database = openSqliteDatabase(file);
    let commits = 0;
    const commit: typeof database.commit = (changes) => (commits++, database.commit(changes));
    const outbox = await openOutbox({ ...database, commit }, 60_000);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const added = await Promise.allSettled(['1', '2', '3'].map((id) => outbox.add(record(id))));
    expect(added.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(commits).toBe(1);
    other.close();
    expect(await outbox.add(record('1'))).toBe(true);
    await outbox.close();
  });
});
