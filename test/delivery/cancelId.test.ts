import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contracts } from '../../src/contract/index.ts';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { deliverToOne } from './oneOperator.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { fails, ok, reset, says } from './answers.ts';
import { type Harness, movement, startHarness, target } from './harness.ts';
import { deadToOthers } from './proxyOf.ts';

let harness: Harness;

describe.each(Object.values(contracts))('in contract $name, the id that a cancel has of its own', (contract) => {
  beforeEach(async () => void (harness = await startHarness(contract)));
  afterEach(() => harness.stop());

  const { cancelHasId } = contract.adapter;
  const own = cancelHasId ? (expect.stringMatching(/^cancel-[0-9a-f-]{36}$/) as string) : undefined;
  const cancelIds = (): Set<string | undefined> =>
    new Set(harness.sent.filter(({ command }) => command === 'cancel').map(({ cancelId }) => cancelId));

  it("is there where the contract has it, and another for each cancel; a game's own is taken", async () => {
    await harness.delivery.cancel(target());
    await harness.delivery.cancel(target());
    expect(harness.sent).toMatchObject([{ cancelId: own }, { cancelId: own }]);
    expect(cancelIds().size).toBe(cancelHasId ? 2 : 1);
    await harness.delivery.cancel({ ...target(), transactionId: 'mine' });
    expect(harness.sent[2]?.cancelId).toBe(cancelHasId ? 'mine' : undefined);
  });

  it('is in the outbox before the first byte, of a lost bet and of a cancel that the game asked for', async () => {
    const [bet, asked] = [movement(), target()];
    const kept: (string | undefined)[] = [];
    harness.answer = (received, response) => {
      if (received.command === 'bet') reset(received, response);
      else {
        const id =
          received.transactionId === asked.targetId
            ? `casino:cancel:${asked.targetId}`
            : `casino:bet:${bet.transactionId}`;
        void harness.outbox.find(id).then((record) => {
          kept.push(received.cancelId && record?.body.includes(`"${received.cancelId}"`) ? 'kept' : received.cancelId);
          says(ok)(received, response);
        });
      }
    };
    expect(await harness.delivery.bet(bet)).toEqual({ kind: 'cancelled' });
    await harness.delivery.cancel(asked);
    expect(kept).toEqual(cancelHasId ? ['kept', 'kept'] : [undefined, undefined]);
  });

  it('stays the same through all retries, and when they are made again', async () => {
    harness.answer = fails['HTTP 500'];
    const [bet, asked] = [movement(), target()];
    const ids = [`casino:bet:${bet.transactionId}`, `casino:cancel:${asked.targetId}`];
    for (const [index, deliver] of [() => harness.delivery.bet(bet), () => harness.delivery.cancel(asked)].entries()) {
      harness.sent = [];
      expect(await deliver()).toEqual({ kind: 'unresolved' });
      await harness.delivery.retry([ids[index] ?? '']);
      expect([...cancelIds()]).toEqual([own]);
      expect(harness.sent.filter(({ command }) => command === 'cancel')).toHaveLength(
        2 * contract.delivery.cancel.attempts,
      );
    }
  });

  it.each([
    ['bet', 'whose cancel was not begun'],
    ['cancel', 'whose cancel was tried'],
  ])('stays the same when the sender dies, and another goes on: %s, %s', async (last) => {
    const dead = await openOutbox(openSqliteDatabase(harness.outboxFile), 1);
    const lost = deliverToOne({
      contract,
      url: harness.url,
      tokens: ['secret'],
      outbox: deadToOthers(dead),
      clock: { ...harness.clock, deadline: () => () => undefined },
      random: () => 0,
    });
    const bet = movement();
    harness.answer = (received, response) => (received.command === last ? undefined : reset(received, response));
    void lost.bet(bet);
    while (harness.sent.at(-1)?.command !== last) await new Promise((resolve) => setTimeout(resolve, 5));
    const before = await harness.outbox.find(`casino:bet:${bet.transactionId}`);
    harness.answer = says(ok);
    // By itself, within the lease.
    await expect
      .poll(async () => (await harness.outbox.find(`casino:bet:${bet.transactionId}`))?.state)
      .toBe('cancelled');
    expect([...cancelIds()]).toEqual([own]);
    const { cancelId } = harness.sent.at(-1) ?? expect.fail();
    if (cancelId !== undefined) expect(before?.body).toContain(`"${cancelId}"`);
    harness.server.closeAllConnections();
    await lost.close();
    await dead.close();
  });
});

describe('what a dead sender left', () => {
  const [v1 = expect.fail(), v4 = expect.fail()] = Object.values(contracts);
  beforeEach(async () => void (harness = await startHarness(v4)));
  afterEach(() => harness.stop());

  it('is gone on with in the contract in which it was begun, while its operator moves; for another operator it is left alone, which is said once', async () => {
    // Beside the outbox of the harness, whose delivery takes over what it finds.
    const open = (leaseMs: number) => openOutbox(openSqliteDatabase(`${harness.outboxFile}-shared`), leaseMs);
    const [dead, left] = [await open(1), await open(60_000)];
    harness.answer = () => undefined;
    const lost = harness.start({ outbox: deadToOthers(dead) });
    const win = movement();
    const id = `casino:win:${win.transactionId}`;
    const ended = lost.win(win);
    while (harness.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const settings = { contract: v1, url: harness.url, tokens: ['secret'] };
    const other = createDelivery({ outbox: left, operators: [{ ...settings, name: 'other' }] });
    const warnings: string[] = [];
    const listen = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', listen);
    await other.recover();
    await other.recover();
    await expect
      .poll(() => warnings)
      .toEqual([expect.stringContaining('1 deliveries to operator casino in contract v4 are left alone')]);
    process.off('warning', listen);
    expect(await left.find(id)).toMatchObject({ state: 'pending', contract: 'v4' });
    expect((await other.retry({ ids: [id] })).ended.size).toBe(0);
    harness.answer = says(ok);
    const follower = harness.start({ ...settings, outbox: left });
    await follower.recover();
    expect(await left.find(id)).toMatchObject({ state: 'accepted', contract: 'v4' });
    await lost.close();
    expect(await ended).toEqual({ kind: 'unresolved' });
    for (const delivery of [other, follower]) await delivery.close();
    for (const outbox of [dead, left]) await outbox.close();
  });
});

describe.each(Object.values(contracts))('in contract $name, an order that the operator would refuse', (contract) => {
  beforeEach(async () => void (harness = await startHarness(contract)));
  afterEach(() => harness.stop());

  it.each(['', ' 7', '7 ', 'x'.repeat(65), 'a\u0000', 'a\ud800'])('is refused before it is kept: id %j', async (id) => {
    for (const command of ['bet', 'win'] as const)
      await expect(harness.delivery[command]({ ...movement(), transactionId: id })).rejects.toThrow(RangeError);
    await expect(harness.delivery.cancel({ ...target(), targetId: id })).rejects.toThrow(RangeError);
    expect(harness.sent).toEqual([]);
    expect((await harness.outbox.list({}, '', 10)).items).toEqual([]);
  });

  it.runIf(contract.adapter.cancelHasId)('so is a cancel that names itself, where a cancel has an id', async () => {
    const cancel = target();
    await expect(harness.delivery.cancel({ ...cancel, transactionId: cancel.targetId })).rejects.toThrow('itself');
    expect(harness.sent).toEqual([]);
  });
});
