import { expect, it } from 'vitest';
import type { DeliveryRecord } from '../../src/delivery/outbox/outbox.ts';
import { openSqliteDatabase } from '../../src/delivery/outbox/sqlite.ts';
import { openOutbox } from '../../src/delivery/outbox/sqlOutbox.ts';
import { bookOf } from '../../src/simulator/reconcile.ts';
import { scratch } from '../support/commandLine.ts';

const record = (
  id: string,
  command: DeliveryRecord['command'],
  transactionId: string,
  amountMinor: bigint,
  state: DeliveryRecord['state'] = 'accepted',
): DeliveryRecord => ({
  operator: 'casino',
  id: `casino:${id}`,
  command,
  contract: 'v4',
  phase: command,
  account: 'anna',
  transactionId,
  roundId: 'r',
  amountMinor,
  body: '{}',
  state,
  attempts: 1,
  createdAtMs: 1,
});

it.each<[string, bigint, DeliveryRecord[]]>([
  ['a bet and its win', 20n, [record('bet:1', 'bet', '1', 5n), record('win:2', 'win', '2', 25n)]],
  ['what was refused or undone by its sender', 0n, [record('bet:1', 'bet', '1', 5n, 'cancelled')]],
  ['a cancelled bet', 0n, [record('bet:1', 'bet', '1', 5n), record('cancel:1', 'cancel', '1', 0n)]],
  [
    'a cancel that says another amount than its target moved, which is not believed',
    0n,
    [record('win:1', 'win', '1', 5n), record('cancel:1', 'cancel', '1', 4n)],
  ],
  ['a cancel whose target was never there', 0n, [record('cancel:9', 'cancel', '9', 7n)]],
  [
    'a cancel of a cancel, which is no target',
    0n,
    [record('bet:1', 'bet', '1', 5n), record('cancel:1', 'cancel', '1', 0n), record('cancel:c', 'cancel', 'c', 5n)],
  ],
])("the provider's book follows %s", async (_name, movedMinor, records) => {
  const [folder, remove] = scratch();
  const outbox = await openOutbox(openSqliteDatabase(`${folder}/outbox.db`), 60_000);
  for (const each of records) await outbox.add(each);
  const book = await bookOf(outbox, 'casino');
  expect(book.movedMinor.get('anna') ?? 0n).toBe(movedMinor);
  expect(book.open).toEqual([]);
  await outbox.close();
  remove();
});
