import { expect, it } from 'vitest';
import {
  betsSentAgain,
  compareLedger,
  compareSettlements,
  compareTold,
} from '../../scripts/proof/torture/senders/compare.ts';
import type { DeliveryRecord, DeliveryState, MovingCommand } from '../../src/delivery/outbox/outbox.ts';
import type { Settlement } from '../../src/delivery/outbox/query.ts';
import type { Entry, EntryKind } from '../../src/wallet/state.ts';

function record(command: MovingCommand, state: DeliveryState): DeliveryRecord {
  return {
    ...{ id: `casino:${command}:1`, operator: 'casino', command, transactionId: '1', contract: 'v4', phase: command },
    ...{ account: 'a', roundId: 'r', amountMinor: 5n, body: '', state, attempts: 1, createdAtMs: 0 },
  };
}

function entry(kind: EntryKind, transactionId = '1', more: Partial<Entry> = {}): Entry {
  return {
    ...{ transactionId, provider: 'default', step: kind === 'cancel' ? 1 : 0, kind, account: 'a', roundId: 'r' },
    ...{ targetId: undefined, play: undefined, reason: undefined, balanceAfterMinor: 0n, accountVersion: 1n },
    deltaMinor: kind === 'bet' ? -5n : 5n,
    ...more,
  };
}

const request = (id: string): Entry => entry('cancel-request', id, { targetId: '1', deltaMinor: 0n });

it('an accepted bet stands once, unless its cancel was accepted', () => {
  const [bet, cancel] = [record('bet', 'accepted'), record('cancel', 'accepted')];
  expect(compareLedger({ records: [bet], entries: [entry('bet')] })).toEqual([]);
  expect(compareLedger({ records: [bet, cancel], entries: [entry('bet'), request('c'), entry('cancel')] })).toEqual([]);
  expect(compareLedger({ records: [bet], entries: [] })).toContain('casino:bet:1 is accepted, and does not stand');
  expect(compareLedger({ records: [bet, cancel], entries: [entry('bet')] })).toEqual([
    'casino:bet:1 is accepted, and stands',
  ]);
});

it('what is in the ledger with another amount, or for another account, is not the delivery', () => {
  const records = [record('win', 'accepted')];
  for (const other of [{ deltaMinor: 6n }, { account: 'b' }])
    expect(compareLedger({ records, entries: [entry('win', '1', other)] })).toEqual([
      'casino:win:1 is accepted, and in the ledger 1 times, or otherwise',
    ]);
});

it('a bet that was cancelled or refused does not stand', () => {
  for (const state of ['cancelled', 'refused'] as const) {
    const records = [record('bet', state)];
    expect(compareLedger({ records, entries: [] })).toEqual([]);
    expect(compareLedger({ records, entries: [entry('bet')] })).toEqual([`casino:bet:1 is ${state}, and stands`]);
  }
});

it('nothing is left open, and no money to the player is refused', () => {
  expect(compareLedger({ records: [record('win', 'unresolved')], entries: [] })).toEqual([
    'casino:win:1 is still unresolved',
  ]);
  expect(compareLedger({ records: [record('win', 'refused')], entries: [] })).toEqual(['casino:win:1 was refused']);
});

it('what was sent to another operator is found, and so is a cancel that has changed its id', () => {
  expect(compareLedger({ records: [], entries: [entry('win')] })).toEqual(['1 was never sent to this operator']);
  const records = [record('bet', 'cancelled')];
  const entries = [entry('bet'), entry('cancel'), request('c'), request('d')];
  expect(compareLedger({ records, entries })).toEqual(['casino:bet:1 was cancelled under 2 ids, and not 1']);
});

it('a delivery ends once, unless it was unresolved, and who reads on behind a cursor has every end in its order', () => {
  const settled = (state: Settlement['state']): Settlement => ({
    ...{ delivery: record('win', 'accepted'), state, atMs: 0, cursor: '' },
  });
  const [accepted, unresolved] = [settled('accepted'), settled('unresolved')];
  const records = [record('win', 'accepted')];
  const compare = (all: Settlement[], read = all): string[] => compareSettlements(records, all, read);
  expect(compare([accepted])).toEqual([]);
  expect(compare([unresolved, accepted])).toEqual([]);
  expect(compare([accepted, accepted])).toEqual(['casino:win:1 is accepted, and was settled as accepted, accepted']);
  expect(compare([])).toEqual(['casino:win:1 is accepted, and was settled as nothing']);
  for (const read of [[accepted], [accepted, unresolved], [unresolved, accepted, accepted]])
    expect(compare([unresolved, accepted], read)).toHaveLength(1);
});

it('what a game was told holds', () => {
  const told = { operator: 'casino', command: 'bet', transactionId: '1' } as const;
  const accepted = [{ ...told, outcome: 'accepted' }] as const;
  const stands = { records: [record('bet', 'accepted')], entries: [entry('bet')] };
  expect(compareTold(stands, accepted)).toEqual([]);
  expect(compareTold({ records: [], entries: [] }, accepted)).toHaveLength(1);
  expect(compareTold({ records: [record('bet', 'cancelled')], entries: [] }, accepted)).toHaveLength(1);
  expect(compareTold(stands, [{ ...told, outcome: 'cancelled' }])).toHaveLength(1);
  expect(compareTold(stands, [{ ...told, outcome: 'rejected', reason: 'busy' }])).toEqual([
    'casino:bet:1 was told to be rejected: busy, and is accepted',
  ]);
});

it('a bet that is sent twice is found; a win may be', () => {
  expect(betsSentAgain(new Map([['bet {}', 2]]))).toEqual(['sent 2 times: bet {}']);
  expect(
    betsSentAgain(
      new Map([
        ['bet {}', 1],
        ['win {}', 3],
      ]),
    ),
  ).toEqual([]);
});
